export default {
  verdict: {
    works: 'Works',
    does_not_work: 'No effect seen',
    harms: 'Harms',
    not_enough_data: 'Not enough data',
    not_yet: 'Not yet',
  },
}
