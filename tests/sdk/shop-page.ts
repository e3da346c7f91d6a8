import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

const load = createRequire(new URL('programs/package.json', import.meta.url))

/**
 * A shop on another origin than the server. `/tracked` and `/asking` have our own tracker alone, the second one waiting for consent; `/beside` has it next to the
 * program of Segment, all others that program alone.
 */
export async function openShop(liuke = '', key = ''): Promise<string> {
  const scripts = (path: string): string => {
    const tracker = `<script src="${liuke}/v1/liuke-web.js"`
    if (path === '/tracked') return `${tracker} data-write-key="${key}"></script>`
    if (path === '/asking') return `${tracker} data-write-key="${key}" data-consent="required"></script>`
    return `<script src="/analytics.js"></script>${path === '/beside' ? `${tracker}></script>` : ''}`
  }
  const shop = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://shop')
    if (pathname === '/analytics.js') {
      const program = readFileSync(load.resolve('@segment/analytics-next/dist/umd/index.js'))
      return void response.writeHead(200, { 'content-type': 'text/javascript' }).end(program)
    }
    return void response
      .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
      .end(
        `<!doctype html><title>茶 · Tea</title><link rel="icon" href="data:,"><h1>Tea</h1><button data-liuke="buy">Buy</button>` +
          `<a href="#more">More</a><p style="height:3000px" id="more"></p>${scripts(pathname)}`,
      )
  })
  shop.listen(0, '127.0.0.1')
  await once(shop, 'listening')
  onTestFinished(() => {
    shop.closeAllConnections()
    shop.close()
  })
  return `http://localhost:${(shop.address() as AddressInfo).port}`
}
