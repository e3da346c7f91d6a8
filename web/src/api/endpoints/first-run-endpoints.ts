import type { Checklist, SampleShopState } from '#http/first-run/first-run-schemas.ts'
import { read } from '../endpoint.ts'

export const firstRunEndpoints = {
  checklist: () => read<Checklist>('/checklist'),
  sampleShop: () => read<SampleShopState>('/sample-shop'),
}
