import { accessEndpoints } from './endpoints/access-endpoints.ts'
import { actEndpoints } from './endpoints/act-endpoints.ts'
import { collectEndpoints } from './endpoints/collect-endpoints.ts'
import { decideEndpoints } from './endpoints/decide-endpoints.ts'
import { firstRunEndpoints } from './endpoints/first-run-endpoints.ts'
import { identityEndpoints } from './endpoints/identity-endpoints.ts'
import { measureEndpoints } from './endpoints/measure-endpoints.ts'
import { overviewEndpoints } from './endpoints/overview-endpoints.ts'
import { predictEndpoints } from './endpoints/predict-endpoints.ts'
import { profileEndpoints } from './endpoints/profile-endpoints.ts'
import { projectEndpoints } from './endpoints/project-endpoints.ts'
import { qualityEndpoints } from './endpoints/quality-endpoints.ts'
import { segmentEndpoints } from './endpoints/segment-endpoints.ts'

/** Every address that the console reads. Changes are sent beside the button that makes them. */
export const endpoints = {
  ...accessEndpoints,
  ...actEndpoints,
  ...collectEndpoints,
  ...decideEndpoints,
  ...firstRunEndpoints,
  ...identityEndpoints,
  ...measureEndpoints,
  ...overviewEndpoints,
  ...predictEndpoints,
  ...profileEndpoints,
  ...projectEndpoints,
  ...qualityEndpoints,
  ...segmentEndpoints,
}
