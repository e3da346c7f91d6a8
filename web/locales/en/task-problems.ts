/** Problems of the rules of tasks, beside problems.ts. */
export default {
  'task-rules-wrong': 'The rules can’t be used. Check {{field}}.',
  'task-rules-wrong_owner': 'Someone in the rules can’t be given tasks ({{field}}). Choose someone else.',
  'task-rules-wrong_values': 'A rule has no values ({{field}}).',
  'task-rules-wrong_attribute': 'A rule has no attribute ({{field}}).',
  'task-rules-wrong_code': 'The code of an outcome has 2 to 40 small letters, digits and _, and begins with a letter ({{field}}).',
  'task-rules-wrong_code_twice': 'Two outcomes have the same code ({{field}}).',
  'task-rules-wrong_label': 'An outcome needs its words in Chinese and English ({{field}}).',
  'task-outcome-unknown': 'This outcome doesn’t exist or is no longer offered. Choose another one.',
}
