/** What can go wrong with strategies and their library. */
export default {
  'decision-not-found': 'There is no such decision, or its customer is not among those you see.',
  'decision-not-of-run':
    'This run didn’t look at the customer: they had no score then, weren’t selected, or it was before reasons were kept.',
  'strategy-version-not-found': 'This strategy has no such version. Open its versions again.',
  'library-choice': 'Choose strategies or a whole pack.',
  'library-strategy-not-found': 'The library has no “{{id}}”. Reload it and choose again.',
}
