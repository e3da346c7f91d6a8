/** Problems of journeys, beside problems.ts. */
export default {
  'journey-not-found': 'There is no such journey. Reload the list.',
  'journey-name': 'A journey needs a name of 1 to 100 letters.',
  'journey-changed': 'Somebody saved this journey meanwhile. Load it again and repeat your change.',
  'journey-ended': 'The journey has ended. Clone it to go on.',
  'journey-not-draft': 'Only a draft that never went live can be deleted. End this journey instead.',
  'journey-wrong': 'The journey can’t go live yet: {{problems}} things to mend. Open it to see each.',
  'journey-not-running': 'The journey is not running: there is nothing to pause or end.',
  'journey-end-reason': 'Write down why it ends.',
  'dry-run-wrong': 'The journey can’t be tried on history yet: {{problems}} things to put right. Open it to see each.',
  'campaigns-stop-reason': 'Write down why everything is stopped.',
  'campaigns-days': 'Give days such as 2026-01-31: {{most}} days at most, and no more than {{ahead}} days ahead.',
}
