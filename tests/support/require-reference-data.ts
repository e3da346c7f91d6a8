import { missingReferenceData } from './reference-data.ts'

/** Before `npm run test:reference`: without its data one sentence says so, not every test on its own. */
export default function requireReferenceData(): void {
  const missing = missingReferenceData()
  if (missing === undefined) return
  console.error(`test:reference: ${missing}\n0 passed, 1 failed`)
  process.exit(1)
}
