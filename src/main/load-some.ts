import { type LoaderPorts, loadEvents } from '#collect/tracking/load-events.ts'

/** So many messages of one load make it likely that more wait than it could take up. */
const PLENTY = 2_000

/** Loads one lease of the inbox; true when there is likely more. */
export async function loadSome(ports: LoaderPorts): Promise<boolean> {
  return ((await loadEvents(ports))?.received ?? 0) >= PLENTY
}
