/** Starts work only while none of its name runs; otherwise it answers what the running one will answer. */
export function onceAtATime<T>(): (name: string, work: () => Promise<T>) => Promise<T> {
  const running = new Map<string, Promise<T>>()
  return (name, work) => {
    const under = running.get(name)
    if (under !== undefined) return under
    const started = work().finally(() => running.delete(name))
    running.set(name, started)
    return started
  }
}
