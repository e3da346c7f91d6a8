import access from './codes/access.ts'
import act from './codes/act.ts'
import channels from './codes/channels.ts'
import collect from './codes/collect.ts'
import decide from './codes/decide.ts'
import forms from './codes/forms.ts'
import jobs from './codes/jobs.ts'
import measure from './codes/measure.ts'
import predict from './codes/predict.ts'
import profile from './codes/profile.ts'
import quality from './codes/quality.ts'

/** Words for the codes that the server answers with. */
export default { ...access, ...act, ...channels, ...collect, ...decide, ...forms, ...jobs, ...measure, ...predict, ...profile, ...quality }
