import { hash } from 'node:crypto'
import { AppError } from '#kernel/app-error.ts'

/** Part of the customers whom no strategy and no broadcast contacts, on any channel, so that what all of it does together can be measured. */
export interface ControlGroup {
  readonly id: string
  /** 0.01-0.15 of the customers. */
  readonly share: number
  readonly startedAt: Date
  readonly startedBy: string
  readonly endedAt: Date | null
  readonly endedBy: string | null
  readonly endReason: string
}

export const LARGEST_CONTROL_SHARE = 0.15
const LEAST_REASON = 5
const BUCKETS = 10_000

/** The bucket of a customer, 0-9999, by the id of the group: the store works the same out in SQL (first 32 bits of SHA-256, modulo 10000). */
export function controlBucket(groupId: string, customerId: string): number {
  return Number.parseInt(hash('sha256', `control-group/${groupId}/${customerId}`, 'hex').slice(0, 8), 16) % BUCKETS
}

export function isInControlGroup(group: Pick<ControlGroup, 'id' | 'share'>, customerId: string): boolean {
  return controlBucket(group.id, customerId) < bucketsOf(group.share)
}

/** Buckets that a share holds out. */
export function bucketsOf(share: number): number {
  return Math.round(share * BUCKETS)
}

/** @throws AppError invalid-input `control-share-wrong` */
export function checkControlShare(share: number): void {
  if (share >= 0.01 && share <= LARGEST_CONTROL_SHARE && bucketsOf(share) / BUCKETS === Math.round(share * 1e9) / 1e9) return
  throw new AppError(
    'invalid-input',
    'control-share-wrong',
    'The share of the global control group must be from 0.01 to 0.15, in steps of 0.0001.',
  )
}

/** A group ends once, and for a reason: everything measured against it ends with it. @throws AppError invalid-input `control-reason-needed` */
export function checkEndReason(reason: string): string {
  const text = reason.trim()
  if (text.length >= LEAST_REASON) return text
  throw new AppError(
    'invalid-input',
    'control-reason-needed',
    'Write down in reason why the control group ends (5 characters or more): what was measured against it ends with it.',
  )
}
