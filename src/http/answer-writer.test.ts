import Fastify from 'fastify'
import Type from 'typebox'
import { expect, test } from 'vitest'
import { answerWriter, serializerCompiler } from './answer-writer.ts'

const Person = Type.Object({ id: Type.String(), name: Type.Union([Type.String(), Type.Null()]) })

test('an answer holds what its schema names and nothing else', () => {
  expect(answerWriter(Person)({ id: 'a', name: null, phone: '13812348001' })).toBe('{"id":"a","name":null}')
})

test('an answer that lacks a field is refused', () => {
  expect(() => answerWriter(Person)({ name: 'Ada' })).toThrow('"id" is required!')
})

test('a schema is compiled once, and one that is none says so', () => {
  expect(answerWriter(Person)).toBe(answerWriter(Person))
  expect(() => answerWriter({ type: 'nonsense' })).toThrow('schema is invalid: data/type must be equal to one of the allowed values')
})

test('a route is compiled for its first answer, not when the server starts', async () => {
  const app = Fastify()
  app.setSerializerCompiler(serializerCompiler)
  app.get('/wrong', { schema: { response: { 200: { type: 'nonsense' } } } }, () => ({ a: 1 }))
  app.get('/right', { schema: { response: { 200: Person } } }, () => ({ id: 'a', name: 'Ada', phone: '13812348001' }))
  await app.ready()
  expect((await app.inject('/right')).body).toBe('{"id":"a","name":"Ada"}')
  expect((await app.inject('/wrong')).statusCode).toBe(500)
  await app.close()
})
