/** Line icons on a 24-unit grid, drawn for this console. */
const paths = {
  overview: 'M4 13h6V4H4zM14 20h6v-9h-6zM4 20h6v-3H4zM14 7h6V4h-6z',
  customers:
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20a6.5 6.5 0 0 1 13 0M16 4.4a3.5 3.5 0 0 1 0 6.4M18.5 14.6a6.5 6.5 0 0 1 3 5.4',
  accounts: 'M4 20V5h9v15M13 10h7v10M3 20h18M7 9h3M7 13h3M16 14h1',
  segments: 'M4 5h16M6.5 10h11M9 15h6M11 20h2',
  groups: 'M4 4h9v9H4zM11 11h9v9h-9zM11 11h2v2h-2z',
  tags: 'M3.500 12.500V4.500h8l9 9-8 8zM8 9.200v-.1',
  clusters:
    'M7 10a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM17.500 12a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5zM10.500 20a3 3 0 1 0 0-6 3 3 0 0 0 0 6z',
  predict: 'M3 17l5-6 4 3.5L21 5M21 5h-5M21 5v5',
  value: 'M6 4h12l3 5-9 11L3 9zM3 9h18M9.500 9l2.500 11 2.500-11',
  demand: 'M12 3l8 4v10l-8 4-8-4V7zM4 7l8 4 8-4M12 11v10',
  recommend: 'M4 4h7v7H4zM13 13h7v7h-7zM16.500 3.500v6M13.500 6.500h6M4 16.500h6M7 13.500v6',
  alert: 'M12 3.500a6 6 0 0 0-6 6c0 5-2 6.500-2 6.500h16s-2-1.500-2-6.500a6 6 0 0 0-6-6zM10 19.500a2 2 0 0 0 4 0',
  strategies: 'M12 21s-8-4.6-8-10.6A4.4 4.4 0 0 1 12 7.8a4.4 4.4 0 0 1 8 2.6C20 16.4 12 21 12 21z',
  runs: 'M5 4l14 8-14 8z',
  send: 'M21 3L3 10.5l7 3 3 7.5zM10 13.5l4.5-4.5',
  messages: 'M3.5 6h17v12h-17zM3.5 7l8.5 6.5L20.5 7',
  tasks: 'M4 6.500l1.5 1.500L8.5 5M4 13l1.5 1.500L8.5 11.500M4 19.500L5.5 21l3-3M12 7h8M12 13.500h8M12 20h8',
  effect: 'M9 3h6M10 3v6L4.5 18.500A1.7 1.7 0 0 0 6 21h12a1.7 1.7 0 0 0 1.5-2.500L14 9V3M7.5 15h9',
  imports: 'M12 15V4M8 8l4-4 4 4M4 15v3.500A1.5 1.5 0 0 0 5.5 20h13a1.5 1.5 0 0 0 1.5-1.500V15',
  calendar:
    'M4 6.500A1.500 1.500 0 0 1 5.500 5h13A1.500 1.500 0 0 1 20 6.500v12a1.500 1.500 0 0 1-1.500 1.500h-13A1.500 1.500 0 0 1 4 18.500zM4 10h16M8.500 3v4M15.500 3v4',
  dictionary: 'M5 4h12a2 2 0 0 1 2 2v14H7a2 2 0 0 1-2-2zM5 18a2 2 0 0 1 2-2h12M9 8h6',
  quality: 'M12 3l8 3v6c0 5-3.500 8-8 9-4.500-1-8-4-8-9V6zM8.500 12l2.500 2.500 4.500-5',
  quarantine: 'M12 3l9 16.500H3zM12 10v4.500M12 17.200v.1',
  sources:
    'M12 8c4.4 0 8-1.1 8-2.500S16.4 3 12 3 4 4.1 4 5.5 7.6 8 12 8zM4 5.500v13C4 19.9 7.6 21 12 21s8-1.1 8-2.500v-13M4 12c0 1.4 3.6 2.5 8 2.500s8-1.1 8-2.5',
  star: 'M12 3.500l2.600 5.400 5.900.8-4.300 4.100 1.100 5.900L12 16.900l-5.300 2.800 1.100-5.900-4.300-4.100 5.900-.8z',
  plan: 'M6 3.500h12v17H6zM9 8.500h6M9 12h6M9 15.500h4',
  settings:
    'M12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM19.4 13.500a7.6 7.6 0 0 0 0-3l2-1.5-2-3.4-2.3 1a7.5 7.5 0 0 0-2.6-1.500L14.1 2.600h-4.200l-.4 2.500a7.5 7.5 0 0 0-2.6 1.500l-2.3-1-2 3.4 2 1.500a7.6 7.6 0 0 0 0 3l-2 1.5 2 3.4 2.3-1a7.5 7.5 0 0 0 2.6 1.500l.4 2.500h4.200l.4-2.500a7.5 7.5 0 0 0 2.6-1.500l2.3 1 2-3.400z',
  search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM20.5 20.500L16 16',
  menu: 'M4 7h16M4 12h16M4 17h16',
  close: 'M6 6l12 12M18 6L6 18',
  sun: 'M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 3v1.500M12 19.500V21M3 12h1.500M19.5 12H21M5.6 5.600l1.1 1.100M17.3 17.300l1.1 1.100M5.6 18.400l1.1-1.100M17.3 6.700l1.1-1.1',
  moon: 'M20 14.500A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.500z',
  globe: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM3 12h18M12 3c2.5 2.6 3.7 5.6 3.7 9S14.5 18.4 12 21c-2.5-2.6-3.7-5.6-3.7-9S9.5 5.6 12 3z',
  clock: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5.200l3.3 2',
  chevronDown: 'M6 9l6 6 6-6',
  chevronRight: 'M9 6l6 6-6 6',
  chevronLeft: 'M15 6l-6 6 6 6',
  arrowUp: 'M12 19V5M6 11l6-6 6 6',
  arrowDown: 'M12 5v14M6 13l6 6 6-6',
  columns: 'M4 5h16v14H4zM9.5 5v14M14.5 5v14',
  download: 'M12 4v11M8 11l4 4 4-4M4 16v2.500A1.5 1.5 0 0 0 5.5 20h13a1.5 1.5 0 0 0 1.5-1.500V16',
  table: 'M4 5h16v14H4zM4 10h16M4 14.500h16M10 10v9',
  chart: 'M4 4v16h16M8 16v-4M12.5 16V8M17 16v-6',
  eye: 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 14.500a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  check: 'M5 12.500l4.5 4.500L19 7.5',
  plus: 'M12 5v14M5 12h14',
  info: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 11v5.500M12 7.600v.1',
  user: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.500a7.5 7.5 0 0 1 15 0',
  order: 'M5 8h14l-1 12H6zM9 8V7a3 3 0 0 1 6 0v1',
  undo: 'M4 9h10.500a5.5 5.5 0 0 1 0 11H9M4 9l4.5-4.500M4 9l4.5 4.5',
  edit: 'M4 20l1-4.500L16 4.500l3.500 3.500L8.500 19zM14 6.500l3.500 3.500',
  pulse: 'M3 12h4l2.5-7 5 14 2.5-7h4',
} as const

export type IconName = keyof typeof paths

/** Decorative: what it means must also stand in words or in the label of its button. */
export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg className="icon" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[name]} fill="none" stroke="currentColor" strokeWidth="1.7" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  )
}
