/** Problems of channels and their accounts. */
export default {
  'provider-value-wrong': 'This value can’t be used. Check it against what the provider shows.',
  'provider-value-wrong_unknown': 'This provider has no field {{field}}. Reload the page and try again.',
  'provider-value-wrong_required': 'This field is required.',
  'provider-value-wrong_too_long': 'This value is too long.',
  'provider-value-wrong_not_one_line': 'This value has line breaks or invisible characters. Copy it again.',
  'provider-value-wrong_not_number': 'Enter a number.',
  'provider-value-wrong_not_flag': 'Choose yes or no.',
  'provider-value-wrong_not_choice': 'Choose one of the listed values.',
  'warm-up-wrong': 'A warm-up needs a first day and 1 to {{most}} daily limits above zero.',
}
