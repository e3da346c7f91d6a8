/** Estimate and uncertainty of one fitted parameter. */
export interface ParameterInterval {
  readonly name: string
  readonly estimate: number
  /** Null when the Hessian gave none: the data do not determine the parameter. */
  readonly standardError: number | null
  /** 95 %, symmetric on the logarithmic scale, so never below 0. */
  readonly low: number | null
  readonly high: number | null
}

const Z95 = 1.959963984540054

/** Standard errors (delta method) and 95 % intervals of the parameters named, in the order of the covariance of their logarithms. */
export function parameterIntervals(
  parameters: readonly { readonly name: string; readonly estimate: number }[],
  logCovariance: readonly (readonly number[])[] | null,
): ParameterInterval[] {
  return parameters.map(({ name, estimate }, i) => {
    const variance = logCovariance?.[i]?.[i]
    if (variance === undefined || !(variance >= 0)) return { name, estimate, standardError: null, low: null, high: null }
    const spread = Math.sqrt(variance)
    return {
      name,
      estimate,
      standardError: estimate * spread,
      low: estimate * Math.exp(-Z95 * spread),
      high: estimate * Math.exp(Z95 * spread),
    }
  })
}
