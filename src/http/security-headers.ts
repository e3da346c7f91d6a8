import type { FastifyHelmetOptions } from '@fastify/helmet'

/**
 * Headers of every answer. Scripts come from our own files only; styles may be inline because Ant Design writes them at run time. Nothing
 * may frame the console, and nothing it shows can call out.
 */
export function securityHeaders(options: { readonly secure: boolean }): FastifyHelmetOptions {
  return {
    global: true,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        manifestSrc: ["'self'"],
        workerSrc: ["'self'", 'blob:'],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
        objectSrc: ["'none'"],
      },
    },
    crossOriginEmbedderPolicy: false,
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    referrerPolicy: { policy: 'no-referrer' },
    hsts: options.secure ? { maxAge: 31_536_000 } : false,
    xFrameOptions: { action: 'deny' },
  }
}
