export function npmCommand(): { readonly file: string; readonly args: readonly string[] }
export function npmRefusal(version: string): string | undefined
export function writableCache(folder: string): string | undefined
