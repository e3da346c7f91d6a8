import { aliyunAdapter } from '../support/providers/aliyun-adapter.ts'
import { describeProvider } from '../support/providers/provider-contract.ts'

describeProvider(aliyunAdapter)
