import type { Params } from './client.ts'

/** Something that can be read: its path, its parameters, and (for the compiler only) the shape of the answer. */
export interface Endpoint<T> {
  path: string
  params: Params
  readonly answer?: T
}

export interface PageOf<T> {
  items: readonly T[]
  nextCursor: string | null
  total?: number | undefined
}

export interface ListOf<T> {
  items: T[]
}

export function read<T>(path: string, params: Params = {}): Endpoint<T> {
  return { path, params }
}

/** A value as one part of a path. */
export const segment = encodeURIComponent
