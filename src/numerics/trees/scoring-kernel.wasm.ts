// Made from scoring-kernel.as.ts by `node scripts/build-kernels.ts`; do not edit.

/** SHA-256 of the source, so that a test can tell when this module is out of date. */
export const SOURCE_HASH = '81ac290ec4acef5c1149d8a80f7eab6048d776fd8c33b82970b2965c4f1e721a'

const BYTES =
  'AGFzbQEAAAABEwJgBH9/f38AYAh/f39/f39/fwACEgEDZW52Bm1lbW9yeQIDAYCABAMDAgABByIDCmRvdWJsZVJvd3MAAAhhZGRUcmVlcwABBm1lbW9yeQIACtkGAo0BAQN/A0AgASAFSgRAQQAhBANAIAIgBEsEQCADIARqIAAgBGooAgAiBjYCACACIANqIARqIAYgBkF/cyIGQf/+/fsHcUH//v37B2ogBnJB//79+wdyQX9zQQd2Qf8BbEF/c3E2AgAgBEEEaiEEDAELCyAAIAJqIQAgAyACIAJqaiEDIAVBAWohBQwBCwsLxwUCF38BfgNAIAEgDEoEQCAMQYABaiIIIAEgASAIShshFUEAIRMDQCAGIBNKBEAgE0ECdCIIIARqKAIAIQogBSAIaigCACEWIAwhCwNAIAsgFUgEQCAAIAIgC2xqIhcgAmoiGCACaiIZIAJqIhogAmoiGyACaiIcIAJqIh0gAmohHiAKIgghFCAIIgkiDSIOIg8iECERQQAhEgNAIBIgFkgEQCAIKQMAIh9CIIinIBcgH0L//wODp2otAAAgH0IQiEL//wODp09BA3RqIQggFCkDACIfQiCIpyAYIB9C//8Dg6dqLQAAIB9CEIhC//8Dg6dPQQN0aiEUIAkpAwAiH0IgiKcgGSAfQv//A4Onai0AACAfQhCIQv//A4OnT0EDdGohCSANKQMAIh9CIIinIBogH0L//wODp2otAAAgH0IQiEL//wODp09BA3RqIQ0gDikDACIfQiCIpyAbIB9C//8Dg6dqLQAAIB9CEIhC//8Dg6dPQQN0aiEOIA8pAwAiH0IgiKcgHCAfQv//A4Onai0AACAfQhCIQv//A4OnT0EDdGohDyAQKQMAIh9CIIinIB0gH0L//wODp2otAAAgH0IQiEL//wODp09BA3RqIRAgESkDACIfQiCIpyAeIB9C//8Dg6dqLQAAIB9CEIhC//8Dg6dPQQN0aiERIBJBAWohEgwBCwsgAyALQQN0aiISIBIrAwAgByAIaisDAKA5AwAgEiASKwMIIAcgFGorAwCgOQMIIBIgEisDECAHIAlqKwMAoDkDECASIBIrAxggByANaisDAKA5AxggEiASKwMgIAcgDmorAwCgOQMgIBIgEisDKCAHIA9qKwMAoDkDKCASIBIrAzAgByAQaisDAKA5AzAgEiASKwM4IAcgEWorAwCgOQM4IAtBCGohCwwBCwsgE0EBaiETDAELCyAMQYABaiEMDAELCws='

let compiled: WebAssembly.Module | undefined

/** The kernel, compiled once a thread. Throws where the platform lacks a feature that the kernel uses. */
export function kernelModule(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(new Uint8Array(Buffer.from(BYTES, 'base64')))
  return compiled
}
