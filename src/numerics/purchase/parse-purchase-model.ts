/** Fit results stored in every purchase model. */
export interface KeptFit {
  readonly logLikelihood: number
  readonly customers: number
  readonly converged: boolean
  readonly penalty: number
}

/**
 * Checks that a stored model is of the given kind and version 1 and that its parameters are positive numbers. Throws an Error with one sentence stating the problem.
 */
export function readModelNumbers(
  json: unknown,
  kind: string,
  names: readonly string[],
): { readonly of: (name: string) => number; readonly fit: KeptFit } {
  const record = recordOf(json, kind)
  if (record['kind'] !== kind) throw new Error(`This is not a ${kind} model but "${String(record['kind'])}"; train it again.`)
  if (record['version'] !== 1) throw new Error(`This ${kind} model is of version ${String(record['version'])}, not 1; train it again.`)
  const numberOf = (name: string): number => {
    const value = record[name]
    if (typeof value !== 'number' || !Number.isFinite(value))
      throw new Error(`The ${kind} model is damaged: ${name} is missing; train it again.`)
    return value
  }
  for (const name of names) {
    if (!(numberOf(name) > 0)) throw new Error(`The ${kind} model is damaged: ${name} is not above 0; train it again.`)
  }
  return {
    of: numberOf,
    fit: {
      logLikelihood: numberOf('logLikelihood'),
      customers: numberOf('customers'),
      converged: record['converged'] === true,
      penalty: numberOf('penalty'),
    },
  }
}

/** The covariance of a stored model, or null when it has none. */
export function readCovariance(json: unknown, size: number, kind: string): number[][] | null {
  const kept = recordOf(json, kind)['logCovariance']
  if (kept === null || kept === undefined) return null
  const rows: number[][] = []
  if (Array.isArray(kept) && kept.length === size) {
    for (const row of kept)
      if (Array.isArray(row) && row.length === size && row.every((v) => typeof v === 'number')) rows.push(row.map(Number))
  }
  if (rows.length !== size) throw new Error(`The ${kind} model is damaged: its covariance is not ${size} x ${size}; train it again.`)
  return rows
}

function recordOf(json: unknown, kind: string): Readonly<Record<string, unknown>> {
  if (typeof json !== 'object' || json === null) throw new Error(`This is not a ${kind} model; train it again.`)
  return Object.fromEntries(Object.entries(json))
}
