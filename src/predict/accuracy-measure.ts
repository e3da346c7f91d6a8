/** What was said at the time and what came: `churn` by the likelier outcome at the end of the horizon, `next-category` by the next purchase, the others of new customers. */
export const ACCURACY_MEASURES = [
  'churn',
  'next-category',
  'provisional-category',
  'provisional-class',
  'provisional-churn',
  'provisional-next',
] as const
export type AccuracyMeasure = (typeof ACCURACY_MEASURES)[number]
