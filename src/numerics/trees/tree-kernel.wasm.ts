// Made from tree-kernel.as.ts by `node scripts/build-kernels.ts`; do not edit.

/** SHA-256 of the source, so that a test can tell when this module is out of date. */
export const SOURCE_HASH = '3f04454093aacfdbd304d54f640c50325cd36bb7b12739a3af33ea7458e5820b'

const BYTES = 'AGFzbQEAAAABBgFgAn9/AAISAQNlbnYGbWVtb3J5AgMBgIAEAwIBAAcRAgR6ZXJvAAAGbWVtb3J5AgAKDQELACAAQQAgAfwLAAs='

let compiled: WebAssembly.Module | undefined

/** The kernel, compiled once a thread. Throws where the platform lacks a feature that the kernel uses. */
export function kernelModule(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(new Uint8Array(Buffer.from(BYTES, 'base64')))
  return compiled
}
