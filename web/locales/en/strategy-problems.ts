/** What can go wrong with strategies and their library. */
export default {
  'library-choice': 'Choose strategies or a whole pack.',
  'library-strategy-not-found': 'The library has no “{{id}}”. Reload it and choose again.',
}
