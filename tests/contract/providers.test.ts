import { aliyunAdapter } from '../support/providers/aliyun-adapter.ts'
import { describeProvider } from '../support/providers/provider-contract.ts'
import { smtpAdapter } from '../support/providers/smtp-adapter.ts'
import { tencentAdapter } from '../support/providers/tencent-adapter.ts'
import { twilioAdapter } from '../support/providers/twilio-adapter.ts'

describeProvider(aliyunAdapter)
describeProvider(tencentAdapter)
describeProvider(twilioAdapter)
describeProvider(smtpAdapter)
