/** Problems of channels and their accounts. */
export default {
  'provider-value-wrong': '{{labelEn}}: this value can’t be used. Check it against what the provider shows.',
  'provider-value-wrong_unknown': 'This provider has no field {{labelEn}}. Reload the page and try again.',
  'provider-value-wrong_required': '{{labelEn}} is required.',
  'provider-value-wrong_again': 'The account would be called at another address. Enter {{labelEn}} again.',
  'provider-value-wrong_too_long': '{{labelEn}} is too long.',
  'provider-value-wrong_not_one_line': '{{labelEn}} has line breaks or invisible characters. Copy it again.',
  'provider-value-wrong_not_number': '{{labelEn}}: enter a number.',
  'provider-value-wrong_not_flag': '{{labelEn}}: choose yes or no.',
  'provider-value-wrong_not_choice': '{{labelEn}}: choose one of the listed values.',
  'provider-value-wrong_not_port': '{{labelEn}}: enter a number from 1 to 65535.',
  'provider-value-wrong_name_not_found': '{{labelEn}}: this name can’t be found. Check its spelling.',
  'provider-value-wrong_address_not_allowed':
    '{{labelEn}}: this address leads into a private network. To use it, ask an administrator to allow that host.',
  'provider-value-wrong_address_address': '{{labelEn}}: enter an address that starts with https.',
  'provider-value-wrong_address_credentials': '{{labelEn}}: the address can’t contain a user name or password.',
  'provider-value-wrong_address_plain': '{{labelEn}}: the address is not encrypted. Use https.',
  'provider-value-wrong_address_host': '{{labelEn}}: the host of this address can’t be found. Check its spelling.',
  'provider-value-wrong_address_private':
    '{{labelEn}}: this address leads into a private network. To use it, ask an administrator to allow that host.',
  'warm-up-wrong': 'A warm-up needs a first day and 1 to {{most}} daily limits above zero.',
  'provider-unknown': 'There is no provider {{provider}}. Reload the page and try again.',
  'channel-account-not-found': 'This channel account no longer exists. Reload the list.',
  'channel-account-changed': 'Somebody else changed this account meanwhile. Reload it and make your change again.',
  'channel-account-environment':
    'The values of this account come from the server’s environment (LIUKE_SMTP_URL) and can’t be changed here. You can add an account of your own.',
  'channel-account-broken': 'This account can’t be opened. Enter its secrets again, or remove it.',
  'test-address-wrong': 'This address can’t be read. Check it and type it whole.',
  'test-template-needed': 'This provider only sends templates that it has reviewed. Enter the code of one.',
  'tests-used-up': 'No more than {{most}} test messages can be sent in an hour. Try again later.',
  'callback-not-kept': 'What the provider said could not be kept. It will be said again.',
}
