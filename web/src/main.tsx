import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { startI18n } from './i18n.ts'
import './theme/base.css'
import './components/layout.css'
import './components/figure.css'
import './components/components.css'
import './components/table.css'
import './components/tags.css'
import './charts/charts.css'

await startI18n()

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root.')
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
