import { type LoaderPorts, loadEvents } from '#collect/tracking/load-events.ts'

/** So many messages are worth a load of their own; a load that had so many likely left some. */
const PLENTY = 2_000

/** Loads one lease of the inbox; true when there is likely more. */
export async function loadSome(ports: LoaderPorts): Promise<boolean> {
  return ((await loadEvents(ports))?.received ?? 0) >= PLENTY
}

/** What is to be told how many messages came in, and says of each whether there is plenty of them by now. */
export function wakeByPlenty(wake: (hasPlenty: boolean) => void): (messages: number) => void {
  let waiting = 0
  return (messages) => {
    waiting += messages
    const hasPlenty = waiting >= PLENTY
    if (hasPlenty) waiting = 0
    wake(hasPlenty)
  }
}
