import Type from 'typebox'

/** An address that ends in one of our own UUIDs. Anything else is refused before it reaches a database. */
export const IdParams = Type.Object({ id: Type.String({ format: 'uuid' }) })
