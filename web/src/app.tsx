import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { App as AntApp, ConfigProvider } from 'antd'
import type { ConfigProviderProps } from 'antd'
import { useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { RouterProvider } from 'react-router/dom'
import { ApiProblem, setSignedOutHandler } from './api/client.ts'
import { endpoints } from './api/endpoints.ts'
import { router } from './router.tsx'
import { antTheme } from './theme/ant-theme.ts'
import { ThemeModeProvider, useThemeMode } from './theme/theme-mode.tsx'

type AntLocale = NonNullable<ConfigProviderProps['locale']>

const client = new QueryClient({
  defaultOptions: {
    queries: {
      // Whether the machine has a way to the internet says nothing of the way to this server, which may be on the same machine.
      networkMode: 'always',
      staleTime: 15_000,
      refetchOnWindowFocus: false,
      // What the person must change will not heal by itself; a server that is busy or away may.
      retry: (count, error) => count < 2 && (!(error instanceof ApiProblem) || error.status === 503),
    },
    mutations: { networkMode: 'always' },
  },
})

// The session is over: forgetting it makes the frame send the person to log in, and back here afterwards.
setSignedOutHandler(() => {
  const me = [endpoints.me().path, endpoints.me().params]
  if (client.getQueryData(me) !== undefined) void client.resetQueries({ queryKey: me })
})

export function App() {
  return (
    <QueryClientProvider client={client}>
      <ThemeModeProvider>
        <Themed />
      </ThemeModeProvider>
    </QueryClientProvider>
  )
}

function Themed() {
  const { name } = useThemeMode()
  const { i18n } = useTranslation()
  const theme = useMemo(() => antTheme(name, !window.matchMedia('(prefers-reduced-motion: reduce)').matches), [name])
  const [locale, setLocale] = useState<AntLocale>()
  useEffect(() => {
    const load = i18n.language === 'en' ? import('antd/locale/en_GB') : import('antd/locale/zh_CN')
    void load.then((module) => setLocale(module.default))
  }, [i18n.language])
  // With a locale the provider has one more component around its children: giving it later would mount every page again and lose what was typed.
  if (locale === undefined) return null
  return (
    <ConfigProvider theme={theme} locale={locale} button={{ autoInsertSpace: false }}>
      <AntApp component={false}>
        <RouterProvider router={router} />
      </AntApp>
    </ConfigProvider>
  )
}
