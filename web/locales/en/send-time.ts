export default {
  title: 'When customers look',
  note: 'For messages that leave at the best hour of each customer',
  hoursOf: 'Hours at which customers look, {{channel}}',
  hourTip: '{{hour}}:00, {{share}}',
  learned_one: 'Learned from 1 customer.',
  learned_other: 'Learned from {{n}} customers.',
  tooFew:
    'Not enough messages yet to say what a chosen hour is worth: {{chosen}} at a chosen hour, {{random}} at an hour drawn by chance. Both need 50 that left more than a day ago.',
  verdict: {
    better: 'The chosen hour works better than one by chance.',
    worse: 'The chosen hour works worse than one by chance.',
    no_difference: 'No difference between the chosen hour and one by chance has shown.',
    not_enough_data: 'Not enough messages yet.',
  },
  shares:
    'Opened or clicked within a day: {{chosen}} against {{random}}, a difference of {{difference}} (95% interval {{low}} to {{high}}).',
  customerTitle: 'Best hour to write',
  zone: 'By the clock of {{zone}}',
  best: 'Between {{from}}:00 and {{to}}:00',
  noHour: 'It is quiet all day: no hour is open.',
  kind: {
    own: 'From what this customer did.',
    alike: 'From customers of the same lifecycle tier; too little is known of this one.',
    all: 'From all customers; too little is known of this one.',
  },
  seen: 'Active in {{active}} hours of the last half year, in {{reacted}} of them with a message of the channel.',
}
