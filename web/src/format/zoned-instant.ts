/** The wall clock of a zone at an instant: '2026-04-01' and '10:00'. */
export function zonedParts(instant: string, timeZone: string): { day: string; time: string } {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(new Date(instant))
  const of = (type: Intl.DateTimeFormatPartTypes) => parts.find((part) => part.type === type)?.value ?? ''
  return { day: `${of('year')}-${of('month')}-${of('day')}`, time: `${of('hour')}:${of('minute')}` }
}

/** The instant at which a zone's clock shows a day and time; one that its clock leaps over is as much later as the leap. */
export function instantOfZoned(day: string, time: string, timeZone: string): string {
  const wanted = Date.parse(`${day}T${time}:00Z`)
  const shown = (at: number): number => {
    const parts = zonedParts(new Date(at).toISOString(), timeZone)
    return Date.parse(`${parts.day}T${parts.time}:00Z`)
  }
  const first = wanted - (shown(wanted) - wanted)
  // The first guess may lie on the other side of a change of clocks.
  const second = first - (shown(first) - wanted)
  return new Date(shown(second) === wanted || shown(second) > wanted ? second : first).toISOString()
}
