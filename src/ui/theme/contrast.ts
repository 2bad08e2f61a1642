/**
 * Contrast of two oklch colours as WCAG 2.2 defines it: oklch to linear sRGB (B. Ottosson, "A perceptual
 * color space for image processing", 2020), clipped to the gamut, then relative luminance.
 */

export interface Oklch {
  /** 0 to 1. */
  readonly l: number
  readonly c: number
  /** Degrees. */
  readonly h: number
}

/** Linear-light sRGB, each 0 to 1. */
function toLinearRgb({ l, c, h }: Oklch): readonly [number, number, number] {
  const angle = (h * Math.PI) / 180
  const a = c * Math.cos(angle)
  const b = c * Math.sin(angle)
  const long = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const medium = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const short = (l - 0.0894841775 * a - 1.291485548 * b) ** 3
  return [
    inGamut(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short),
    inGamut(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short),
    inGamut(-0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short),
  ]
}

const inGamut = (channel: number): number => Math.min(1, Math.max(0, channel))

/** Relative luminance, WCAG 2.2. */
function luminance(colour: Oklch): number {
  const [red, green, blue] = toLinearRgb(colour)
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** 1 to 21. */
export function contrast(one: Oklch, other: Oklch): number {
  const [darker, lighter] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return ((lighter ?? 0) + 0.05) / ((darker ?? 0) + 0.05)
}
