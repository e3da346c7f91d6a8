/** What customers may get, the best first, as columns: eleven bytes and two numbers an option, in the order in which the customers are considered. */
export class OptionColumns {
  readonly #first: Uint32Array
  readonly #counts: Uint16Array
  #strategies = new Uint16Array(4_096)
  #channels = new Uint8Array(4_096)
  #gains = new Float64Array(4_096)
  #costs = new Float64Array(4_096)
  #size = 0

  constructor(customers: number) {
    this.#first = new Uint32Array(customers)
    this.#counts = new Uint16Array(customers)
  }

  begin(customer: number): void {
    this.#first[customer] = this.#size
  }

  add(strategy: number, channel: number, gain: number, cost: number): void {
    if (this.#size === this.#gains.length) this.#grow()
    this.#strategies[this.#size] = strategy
    this.#channels[this.#size] = channel
    this.#gains[this.#size] = gain
    this.#costs[this.#size] = cost
    this.#size += 1
  }

  end(customer: number): void {
    this.#counts[customer] = this.#size - (this.#first[customer] as number)
  }

  /** Place of the best option of a customer. */
  first(customer: number): number {
    return this.#first[customer] as number
  }

  count(customer: number): number {
    return this.#counts[customer] as number
  }

  strategy(option: number): number {
    return this.#strategies[option] as number
  }

  channel(option: number): number {
    return this.#channels[option] as number
  }

  gain(option: number): number {
    return this.#gains[option] as number
  }

  cost(option: number): number {
    return this.#costs[option] as number
  }

  #grow(): void {
    const length = this.#gains.length * 2
    const [strategies, channels, gains, costs] = [
      new Uint16Array(length),
      new Uint8Array(length),
      new Float64Array(length),
      new Float64Array(length),
    ]
    strategies.set(this.#strategies)
    channels.set(this.#channels)
    gains.set(this.#gains)
    costs.set(this.#costs)
    this.#strategies = strategies
    this.#channels = channels
    this.#gains = gains
    this.#costs = costs
  }
}
