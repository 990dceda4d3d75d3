/** Line drawings on a grid of 24, in the colour of the text around them. */
const drawings = {
  archive: "M4 8h16v11H4zM3 4h18v4H3zM10 12h4",
  arrowBack: "M19 12H5m6-6-6 6 6 6",
  attachment: "M20 11.500 12 19.500a5 5 0 0 1-7-7l8.500-8.500a3.300 3.300 0 0 1 4.700 4.700l-8.400 8.400a1.600 1.600 0 0 1-2.300-2.300l7.500-7.500",
  bell: "M6 17V11a6 6 0 0 1 12 0v6l1.500 2h-15zM10 21h4",
  calendar: "M4 6h16v14H4zM4 10h16M8 3v4M16 3v4",
  check: "m5 12.500 4.500 4.500L19 7.500",
  chevron: "m9 6 6 6-6 6",
  chevronDown: "m6 9 6 6 6-6",
  close: "M6 6l12 12M18 6 6 18",
  cloudOff: "M4 4l16 16M8.500 7.300A6 6 0 0 1 17.500 11 4 4 0 0 1 19.500 17.700M6.500 10.500A4 4 0 0 0 7 19h10",
  code: "m8 8-4 4 4 4m8-8 4 4-4 4m-3-10-2 12",
  contacts: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.500 20a7.500 7.500 0 0 1 15 0",
  compose: "M4 20h4L19 9l-4-4L4 16zM13 7l4 4",
  download: "M12 4v11m-5-5 5 5 5-5M5 20h14",
  drafts: "M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h4",
  filter: "M4 5h16l-6.500 8v6l-3-1.500V13z",
  folder: "M3 6h6l2 2.500h10V19H3z",
  folderMove: "M3 6h6l2 2.500h10V19H3zM9 14h6m-2.500-2.500L15 14l-2.500 2.500",
  forward: "m14 6 6 6-6 6m6-6H9a5 5 0 0 0-5 5v2",
  globe: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM3 12h18M12 3c5 5 5 13 0 18M12 3c-5 5-5 13 0 18",
  image: "M4 5h16v14H4zM4 16l5-5 4 4 3-2.500 4 3.500M15 9h.01",
  inbox: "M4 5h16l1 9v5H3v-5zM3 14h5l1.500 2.500h5L16 14h5",
  info: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 11v6M12 7.500v.01",
  junk: "M8 3h8l5 5v8l-5 5H8l-5-5V8zM12 8v5M12 16v.01",
  keyboard: "M3 6h18v12H3zM7 10h.01M11 10h.01M15 10h.01M8 14h8",
  logOut: "M10 4H5v16h5M14 8l4 4-4 4m4-4H9",
  mail: "M3 5.500h18v13H3zm0 1 9 7 9-7",
  mailOpen: "M3 10v10h18V10l-9-6.500zm0 0 9 6 9-6",
  menu: "M4 7h16M4 12h16M4 17h16",
  more: "M11.3 5.5a.7.7 0 1 0 1.4 0 .7.7 0 1 0-1.4 0M11.3 12a.7.7 0 1 0 1.4 0 .7.7 0 1 0-1.4 0M11.3 18.5a.7.7 0 1 0 1.4 0 .7.7 0 1 0-1.4 0",
  pencil: "M4 20h4L19 9l-4-4L4 16zM13 7l4 4",
  phone: "M7 3h10v18H7zM11 17.500h2",
  plus: "M12 5v14M5 12h14",
  print: "M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z",
  refresh: "M20 11a8 8 0 1 0-2.500 6.500M20 5v6h-6",
  reply: "m10 6-6 6 6 6m-6-6h11a5 5 0 0 1 5 5v2",
  replyAll: "m8 6-6 6 6 6m5-12-6 6 6 6m-6-6h10a5 5 0 0 1 5 5v2",
  search: "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16 16l5 5",
  send: "M4 12 3 4l18 8-18 8zh8",
  settings: "M4 7h9M17 7h3M4 17h3M11 17h9M15 9.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5zM9 19.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5z",
  shield: "M12 3l8 3v6c0 4.500-3.500 7.500-8 9-4.500-1.500-8-4.500-8-9V6z",
  shieldCheck: "M12 3l8 3v6c0 4.500-3.500 7.500-8 9-4.500-1.500-8-4.500-8-9V6zM8.500 12l2.500 2.500 4.500-5",
  star: "m12 3.500 2.700 5.500 6 .9-4.300 4.200 1 6L12 17.300l-5.400 2.800 1-6L3.300 9.900l6-.9z",
  trash: "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5M14 11v5",
  undo: "M8 5 4 9l4 4M4 9h10a5.500 5.500 0 0 1 0 11H9",
  unsubscribe: "M3 5.500h18v13h-6M3 5.500v13h6M3 6.500l9 7 9-7M10 18.500h4",
  warning: "M12 4 2.500 20h19zM12 10v5M12 17.500v.01",
} as const;

export type IconName = keyof typeof drawings;

/** Decoration: what it means is said by the name of the control around it. */
export function Icon({ name, filled, mirrored }: { name: IconName; filled?: boolean; /** Turns around where text runs from right to left. */ mirrored?: boolean }) {
  return (
    <svg class={mirrored ? "icon icon-mirrored" : "icon"} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={drawings[name]} fill={filled ? "currentColor" : "none"} />
    </svg>
  );
}
