/// How the report looks: on wide and narrow screens, light and dark, and on paper.
let reportStyle: StaticString = """

  :root { --ink: #1d2126; --dim: #59616b; --line: #d5d9de; --paper: #fff; --soft: #f4f5f7;
    --accent: #1f5fa8; --bar: #7a9cc6; --bad: #a63a1d; --good: #21693b; --note: #c9a227 }
  @media (prefers-color-scheme: dark) { :root { --ink: #e4e6e9; --dim: #a2aab4;
    --line: #3b424b; --paper: #15181c; --soft: #1f242a; --accent: #86b6ee; --bar: #5b83b5;
    --bad: #f0907a; --good: #84cf9c; --note: #d8b94a } }
  * { box-sizing: border-box }
  html { -webkit-text-size-adjust: 100%; scroll-behavior: smooth }
  body { margin: 0 auto; padding: 0 1.25rem 4rem; max-width: 62rem; background: var(--paper);
    color: var(--ink); font: 1rem/1.55 "Charter", "Bitstream Charter", "Source Serif 4",
    "Cambria", "Noto Serif", "DejaVu Serif", serif; overflow-wrap: break-word }
  h1, h2, h3, h4, table, nav, dl, .head, .small, .number, .kind, .caution, .tag, .domains {
    font-family: system-ui, "Segoe UI", "Helvetica Neue", "Noto Sans", "DejaVu Sans", sans-serif }
  h1 { font-size: 2.1rem; line-height: 1.2; margin: 0 0 1rem }
  h2 { font-size: 1.45rem; line-height: 1.25; margin: 3rem 0 .75rem;
    border-bottom: 2px solid var(--ink); padding-bottom: .3rem }
  h3 { font-size: 1.15rem; line-height: 1.35; margin: 0 0 .75rem }
  h4 { font-size: .8rem; margin: 1.5rem 0 .4rem; letter-spacing: .04em; color: var(--dim);
    text-transform: uppercase }
  p { margin: .4rem 0 } a { color: var(--accent) }
  .cover { padding: 3.5rem 0 1rem } .kind { color: var(--dim); margin: 0 0 .25rem }
  .by { color: var(--dim); font-style: italic }
  dl { margin: 0 } dd { margin: 0 } dt { color: var(--dim); font-size: .8rem }
  .facts div { display: flex; gap: 1rem; padding: .15rem 0 } .facts dt { flex: 0 0 7rem;
    line-height: 1.55rem }
  .tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(8.5rem, 1fr));
    gap: .75rem; margin: 1rem 0 }
  .tiles div { display: flex; flex-direction: column-reverse; justify-content: flex-end;
    background: var(--soft); border-radius: .4rem; padding: .6rem .8rem } .tiles dd { font-size: 1.4rem }
  nav { background: var(--soft); border-radius: .4rem; padding: .9rem 1.2rem; font-size: .9rem }
  nav h2 { font-size: 1rem; border: 0; margin: 0 0 .3rem; padding: 0 }
  nav ol { list-style: none; margin: 0; padding: 0 } nav ol ol { padding: .1rem 0 .4rem 1rem;
    columns: 2 22rem; column-gap: 2rem } nav li { break-inside: avoid; padding: .05rem 0 }
  nav a { text-decoration: none } nav a:hover, nav a:focus { text-decoration: underline }
  .recommendation { margin: 2rem 0 0; padding: 1.25rem 0 0; border-top: 1px solid var(--line) }
  .number { display: inline-block; background: var(--ink); color: var(--paper);
    border-radius: .25rem; padding: 0 .45rem; margin-right: .35rem; font-size: .95rem }
  blockquote { margin: .5rem 0; padding: .1rem 0 .1rem .9rem; border-left: 3px solid var(--line);
    color: var(--dim); white-space: pre-line }
  .says { color: var(--ink); border-color: var(--accent); margin: .5rem 0 1rem }
  .scroll { overflow-x: auto; margin: .75rem 0 }
  table { border-collapse: collapse; width: 100%; font-size: .85rem; line-height: 1.35;
    font-variant-numeric: tabular-nums }
  caption { text-align: left; color: var(--dim); font-size: .8rem; padding: .2rem 0 }
  th, td { text-align: left; padding: .35rem .6rem .35rem 0; vertical-align: middle;
    border-bottom: 1px solid var(--line) }
  thead th { color: var(--dim); font-weight: 500; font-size: .78rem; vertical-align: bottom }
  tbody th { font-weight: 600 } .drawing { padding: .1rem .75rem .1rem 0; width: 11.5rem }
  .plot { display: block; max-width: 100%; height: auto } .bar { fill: var(--bar) }
  .axis { stroke: var(--dim); stroke-width: 1 } .plot text { fill: var(--dim); font-size: 8px;
    text-anchor: middle; font-family: system-ui, "Noto Sans", "DejaVu Sans", sans-serif }
  .plot .count { fill: var(--ink) } .median { fill: var(--ink) }
  .decided { fill: var(--good) } .decided-key { color: var(--good) }
  .bad { color: var(--bad); font-weight: 600 } .good { color: var(--good) }
  .small, .domains { color: var(--dim); font-size: .83rem; margin: .2rem 0 }
  .caution { border-left: 3px solid var(--note); background: var(--soft); padding: .5rem .8rem;
    font-size: .9rem }
  .reasons { margin: .3rem 0; padding-left: 1.1rem } .reasons li { margin: .2rem 0 }
  .decision { margin: .5rem 0 .9rem; padding-left: .9rem; border-left: 3px solid var(--good) }
  .decision p { margin: .15rem 0 } .reason, .text { white-space: pre-line }
  .dissent { border-left: 3px solid var(--bad); padding-left: .7rem; white-space: pre-line }
  .decision .dissent { margin-top: .5rem }
  .note { margin: .75rem 0; padding-left: .9rem; border-left: 3px solid var(--note) }
  .reply { margin-left: 1.5rem } .head { font-size: .85rem; color: var(--dim); margin: 0 }
  .head b { color: var(--ink) } .tag { margin-left: .5rem; color: var(--accent) }
  .methods dt { font: 600 .95rem/1.4 system-ui, "Noto Sans", sans-serif; color: var(--ink);
    margin-top: 1rem } .methods dd { margin: .15rem 0 0 }
  .methods h3 { margin: 2.2rem 0 .2rem } .methods h2 + p { margin-bottom: 0 }
  .gap { background: var(--soft); border: 1px dashed var(--note); border-radius: .3rem;
    padding: .1rem .5rem; font-size: .88rem; color: var(--dim) }
  .frontier { font: .75rem/1.4 ui-monospace, "DejaVu Sans Mono", monospace; color: var(--dim);
    overflow-wrap: anywhere }
  @media (max-width: 40rem) { .cover { padding-top: 1.5rem } h1 { font-size: 1.6rem }
    .figures thead { position: absolute; left: -200rem } .figures tr { display: grid;
    grid-template-columns: 1fr 1fr; border-bottom: 1px solid var(--line); padding: .5rem 0 }
    .figures th, .figures td { border: 0; padding: .1rem .5rem .1rem 0; width: auto }
    .figures tbody th, .figures .drawing { grid-column: 1 / -1 }
    .figures td[data-name]::before { content: attr(data-name) " "; color: var(--dim) } }
  @media print { :root { --ink: #000; --dim: #444; --line: #bbb; --paper: #fff; --soft: #fff;
    --accent: #000; --bar: #999; --bad: #000; --good: #000; --note: #666 }
    @page { size: A4; margin: 18mm 16mm } html { font-size: 10pt }
    body { max-width: none; padding: 0 } .tiles { grid-template-columns: repeat(6, 1fr) }
    .cover { padding-top: 0 } nav { border: 1px solid var(--line); break-after: page }
    h1, h2, h3, h4, caption, thead, .head { break-after: avoid } h2 { margin-top: 1.5rem }
    tr, .note .head, .decision, .tiles div, svg { break-inside: avoid } p { orphans: 3; widows: 3 }
    .tiles div { border: 1px solid var(--line) } .scroll { overflow: visible }
    .number { border: 1px solid #000; color: #000; background: none }
    a { text-decoration: none } main a[href^="http"]::after { content: " (" attr(href) ")" }
    .methods { break-before: page } .bar, .decided { print-color-adjust: exact;
    -webkit-print-color-adjust: exact } }

  """
