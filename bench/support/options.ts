/** Options of a benchmark's command line. */

/** `--name=7`. @throws Error for anything but a positive integer */
export function numberOption(name: string, usual: number, args: readonly string[] = process.argv): number {
  const given = args.find((arg) => arg.startsWith(`--${name}=`))
  if (given === undefined) return usual
  const value = Number(given.slice(name.length + 3))
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`--${name} is a positive whole number`)
  return value
}
