import fastifyStatic from '@fastify/static'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import type { AppOptions } from '../app-options.ts'
import { precompressConsole } from '../precompress-console.ts'
import { nothingHere } from '../problem-handler.ts'

const YEAR_MS = 365 * 86_400_000
/** Addresses that belong to programs: an unknown one is answered with a problem, not with the console. */
const NOT_PAGES = /^(api|v1|health|u|c|o)(\/|$)/

/**
 * The built console. Files with a hash in their name are kept by browsers for good; every address without a file name is a page of the
 * console and gets its one document.
 */
export async function registerConsole(app: FastifyInstance, options: AppOptions): Promise<void> {
  const folder = options.consoleDir
  if (folder === null || !existsSync(join(folder, 'index.html'))) return
  await precompressConsole(folder)
  await app.register(fastifyStatic, { root: folder, serve: false, preCompressed: true, cacheControl: true, maxAge: 0 })
  app.get<{ Params: { '*': string } }>('/*', { config: { public: true, rateLimit: false }, schema: { hide: true } }, (request, reply) => {
    const path = request.params['*']
    if (NOT_PAGES.test(path)) throw nothingHere()
    if (path.startsWith('assets/')) return reply.sendFile(path, { maxAge: YEAR_MS, immutable: true })
    if (/\.[a-z0-9]+$/i.test(path)) return reply.sendFile(path)
    return reply.header('cache-control', 'no-cache').sendFile('index.html', { cacheControl: false })
  })
}
