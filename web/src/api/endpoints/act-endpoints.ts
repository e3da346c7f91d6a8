import type { ApprovalAnswer, ApprovalRuleState } from '#http/act/approval-schemas.ts'
import type { BounceMailbox } from '#http/act/bounce-mailbox-schemas.ts'
import type { ChannelAccount, ChannelAccountList, ProviderList, ReplyCounts } from '#http/act/channel-schemas.ts'
import type { Send, SentMessage, Task, WebhookEndpoint } from '#http/decide/retain-schemas.ts'
import type { Broadcast, BroadcastDetail, BroadcastWhy, SeriesOccurrence } from '#http/act/broadcast-schemas.ts'
import type { CampaignBoard, CampaignDays } from '#http/act/campaign-schemas.ts'
import type { ContentDetail, ContentLibrary, ContentRow, ContentVariables, ContentVersion } from '#http/act/content-schemas.ts'
import type {
  CustomerInJourney,
  Enrolment,
  JourneyApproval,
  JourneyBoard,
  JourneyDetail,
  JourneyRow,
  JourneysOfCustomer,
  JourneyStarters,
  JourneyVersions,
} from '#http/act/journey-schemas.ts'
import type { DryRunAnswer } from '#http/act/dry-run-schemas.ts'
import type { ImagePage, ImageRow } from '#http/act/image-schemas.ts'
import type { OfferDetail, OfferRow, OfferVersion, OfferVersions, PriceRules } from '#http/act/offer-schemas.ts'
import type { PieceDetail, PieceRow, PieceTags } from '#http/act/piece-schemas.ts'
import type { ContactRulesState, ControlPower } from '#http/act/contact-rule-schemas.ts'
import type { ComplaintReach, Suppression } from '#http/act/suppression-schemas.ts'
import type { MessageDetail, MessageSources, MessageTally, WaitingMessages } from '#http/act/message-schemas.ts'
import type { CustomerSendTimes, SendTimesOfAll } from '#http/act/send-time-schemas.ts'
import type { CustomerOutlook } from '#http/act/outlook-schemas.ts'
import type { NoticeLog, NoticeSettingsState } from '#http/act/notice-schemas.ts'
import type { SendingState } from '#http/act/sending-schemas.ts'
import type { TaskRulesState } from '#http/act/task-rule-schemas.ts'
import type { Consents } from '#http/profile/customer-schemas.ts'
import type { Static } from '#http/shared-schemas.ts'
import type { Params } from '../client.ts'
import { read, segment } from '../endpoint.ts'
import type { PageOf, ListOf } from '../endpoint.ts'

export const actEndpoints = {
  channelAccounts: () => read<ChannelAccountList>('/channels/accounts'),
  channelAccount: (id: string) => read<ChannelAccount>(`/channels/accounts/${segment(id)}`),
  channelReplies: (id: string) => read<ReplyCounts>(`/channels/accounts/${segment(id)}/replies`),
  bounceMailbox: (id: string) => read<BounceMailbox>(`/channels/accounts/${segment(id)}/bounce-mailbox`),
  noticeSettings: () => read<NoticeSettingsState>('/notices/settings'),
  notices: () => read<NoticeLog>('/notices'),
  channelProviders: () => read<ProviderList>('/channels/providers'),
  consents: (customerId: string) => read<Consents>(`/customers/${segment(customerId)}/consents`),
  contactOutlook: (customerId: string) => read<CustomerOutlook>(`/customers/${segment(customerId)}/contact-outlook`),
  customerSendTimes: (customerId: string) => read<CustomerSendTimes>(`/customers/${segment(customerId)}/send-times`),
  sendTimes: () => read<SendTimesOfAll>('/send-times'),
  sending: () => read<SendingState>('/sending'),
  sends: (params: Params) => read<PageOf<Send>>('/sends', params),
  messageTally: (params: Params) => read<MessageTally>('/sends/tally', params),
  waitingMessages: (params: Params) => read<WaitingMessages>('/sends/waiting', params),
  messageSources: () => read<MessageSources>('/sends/sources'),
  messageDetail: (sendKey: string) => read<MessageDetail>(`/sends/${segment(sendKey)}`),
  sentMessage: (sendKey: string) => read<SentMessage>(`/sends/${segment(sendKey)}/message`),
  tasks: (params: Params) => read<PageOf<Task>>('/tasks', params),
  taskOwners: () => read<ListOf<{ id: string; name: string }>>('/tasks/owners'),
  suppressions: (params: Params) => read<PageOf<Suppression>>('/suppressions', params),
  complaintReach: () => read<ComplaintReach>('/suppressions/settings'),
  contents: (params: Params) => read<PageOf<ContentRow>>('/contents', params),
  content: (id: string) => read<ContentDetail>(`/contents/${segment(id)}`),
  contentVersion: (id: string, version: number) => read<Static<typeof ContentVersion>>(`/contents/${segment(id)}/versions/${version}`),
  approvals: (params: Params) => read<PageOf<ApprovalAnswer>>('/approvals', params),
  approvalRule: () => read<ApprovalRuleState>('/approvals/settings'),
  broadcasts: (params: Params) => read<PageOf<Broadcast>>('/broadcasts', params),
  broadcast: (id: string) => read<BroadcastDetail>(`/broadcasts/${segment(id)}`),
  occurrences: (id: string, params: Params) => read<PageOf<SeriesOccurrence>>(`/broadcasts/${segment(id)}/occurrences`, params),
  broadcastWhy: (id: string, customerId: string) => read<BroadcastWhy>(`/broadcasts/${segment(id)}/customers/${segment(customerId)}`),
  campaignBoard: () => read<CampaignBoard>('/campaigns/board'),
  campaignCalendar: (params: Params) => read<CampaignDays>('/campaigns/calendar', params),
  journeys: (params: Params) => read<PageOf<JourneyRow>>('/journeys', params),
  journey: (id: string) => read<JourneyDetail>(`/journeys/${segment(id)}`),
  journeyApproval: (id: string) => read<JourneyApproval>(`/journeys/${segment(id)}/approval`),
  journeyVersions: (id: string) => read<JourneyVersions>(`/journeys/${segment(id)}/versions`),
  journeyBoard: (id: string) => read<JourneyBoard>(`/journeys/${segment(id)}/board`),
  journeyDryRun: (id: string) => read<DryRunAnswer>(`/journeys/${segment(id)}/dry-run`),
  journeyEnrolments: (id: string, params: Params) => read<PageOf<Enrolment>>(`/journeys/${segment(id)}/enrolments`, params),
  journeyCustomer: (id: string, customerId: string) => read<CustomerInJourney>(`/journeys/${segment(id)}/customers/${segment(customerId)}`),
  customerJourneys: (customerId: string) => read<JourneysOfCustomer>(`/customers/${segment(customerId)}/journeys`),
  journeyStarters: () => read<JourneyStarters>('/journeys/starters'),
  contentLibrary: () => read<ContentLibrary>('/contents/library'),
  contentVariables: () => read<ContentVariables>('/contents/variables'),
  images: (params: Params) => read<ImagePage>('/images', params),
  image: (id: string) => read<ImageRow>(`/images/${segment(id)}`),
  offers: (params: Params) => read<PageOf<OfferRow>>('/offers', params),
  offer: (id: string) => read<OfferDetail>(`/offers/${segment(id)}`),
  offerVersions: (id: string) => read<OfferVersions>(`/offers/${segment(id)}/versions`),
  offerVersion: (id: string, version: number) => read<OfferVersion>(`/offers/${segment(id)}/versions/${version}`),
  priceRules: () => read<PriceRules>('/offers/price-rules'),
  pieces: (params: Params) => read<PageOf<PieceRow>>('/pieces', params),
  piece: (id: string) => read<PieceDetail>(`/pieces/${segment(id)}`),
  pieceTags: () => read<PieceTags>('/pieces/tags'),
  taskRules: () => read<TaskRulesState>('/tasks/rules'),
  contactRules: () => read<ContactRulesState>('/contact-rules'),
  controlPower: (share: number) => read<ControlPower>('/contact-rules/control-group/power', { share }),
  webhooks: () => read<ListOf<Static<typeof WebhookEndpoint>>>('/webhooks'),
}
