import { dingtalkAdapter, feishuAdapter, wecomAppAdapter, wecomRobotAdapter } from '../support/providers/robot-adapters.ts'
import { fcmAdapter } from '../support/providers/fcm-adapter.ts'
import { jpushAdapter } from '../support/providers/jpush-adapter.ts'
import { describeProvider } from '../support/providers/provider-contract.ts'
import { webPushAdapter } from '../support/providers/web-push-adapter.ts'
import { wechatMiniAdapter, wechatOfficialAdapter } from '../support/providers/wechat-adapter.ts'

describeProvider(wechatOfficialAdapter)
describeProvider(wechatMiniAdapter)
describeProvider(fcmAdapter)
describeProvider(jpushAdapter)
describeProvider(webPushAdapter)
describeProvider(wecomAppAdapter)
describeProvider(wecomRobotAdapter)
describeProvider(dingtalkAdapter)
describeProvider(feishuAdapter)
