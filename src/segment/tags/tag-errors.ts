import { AppError } from '#kernel/app-error.ts'

export function wrongTag(path: string, expected: string): AppError {
  return new AppError('invalid-input', 'tag-shape', `The tag at ${path} must be ${expected}.`, { details: { path, expected } })
}

export function tagCircle(names: string): AppError {
  return new AppError('invalid-input', 'tag-circle', `The tag leads back to itself by ${names}: take one of them out.`, {
    details: { names },
  })
}

export function tagInUse(names: string): AppError {
  return new AppError('conflict', 'tag-in-use', `This tag is part of others: ${names}. Change these first.`, { details: { names } })
}

export function tagNotFound(): AppError {
  return new AppError('not-found', 'tag-not-found', 'There is no such tag: reload the list.')
}

export function tagChanged(): AppError {
  return new AppError('conflict', 'tag-saved-meanwhile', 'Somebody saved this tag meanwhile: load it again and repeat your change.')
}

export function tagNameTaken(name: string): AppError {
  return new AppError('conflict', 'tag-name-taken', `There is a tag named "${name}" already: choose another name.`, { details: { name } })
}
