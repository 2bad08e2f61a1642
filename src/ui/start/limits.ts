/** What the fields admit before the engine is asked; the engine decides. */
export const MAX_NAME_CHARACTERS = 60
