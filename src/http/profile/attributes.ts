import type { Attribute } from './customer-schemas.ts'

/** What the project knows of customers beyond the fixed fields. */
export interface Attributes {
  list(): Promise<readonly Attribute[]>
  /** @throws AppError `attribute-not-found` */
  rename(name: string, label: string): Promise<void>
  /** @throws AppError `attribute-not-found`, `import-running` */
  remove(name: string): Promise<void>
}
