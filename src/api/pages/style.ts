/** How the pages of runs look, over the style of all pages. */
export const style = `:root{--succeeded:#1a6e34;--failed:#a4262c;--issues:#7a4f00;--running:#0b5cad;--quietly:#5a5a5a;--raised:#f5f6f8;--hot:#fdf0f0;
--c0:#1b1b1b;--c1:#a4262c;--c2:#1a6e34;--c3:#7a4f00;--c4:#0b5cad;--c5:#86268a;--c6:#0b6a72;--c7:#5a5a5a}
@media(prefers-color-scheme:dark){:root{--succeeded:#79d794;--failed:#ff9ba1;--issues:#f0bd63;--running:#7ab8f5;--quietly:#b4b4b4;--raised:#262728;--hot:#33201f;
--c0:#9a9a9a;--c1:#ff9ba1;--c2:#79d794;--c3:#f0bd63;--c4:#7ab8f5;--c5:#e39be6;--c6:#6fd3db;--c7:#eee}}
body{overflow-wrap:break-word}
bdi,h1,h2,h3,.name,.job,.tags,.waits,.lead,.runs .sub,li{overflow-wrap:anywhere;min-width:0}
.wide{max-width:75rem}main.wide{padding-top:1rem}main:focus{outline:none}
header form{display:flex;gap:.5rem;align-items:center}
a{color:var(--accent)}
.skip{position:absolute;left:-100rem}.skip:focus{position:static}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.trail{display:flex;flex-wrap:wrap;list-style:none;margin:0;padding:0}.trail li+li::before{content:"/";padding:0 .5rem;color:var(--quiet)}
.head{display:flex;flex-wrap:wrap;align-items:center;gap:.25rem 1rem}.head h1{margin:0}.head p{margin:0;padding:0;background:none}
.lead{color:var(--quiet);margin:.25rem 0 0}
.actions{display:flex;flex-wrap:wrap;gap:.5rem;margin:1rem 0 0}.actions form{display:contents}
.actions button,.actions .button,.tree button{margin:0;padding:.3rem .9rem}
.button{display:inline-block;border:1px solid var(--accent);border-radius:4px;text-decoration:none;color:var(--accent);background:var(--paper)}
.button.main{background:var(--accent);color:var(--on-accent)}
.badge{font-weight:600;white-space:nowrap}.sign{display:inline-block;width:1.4em;text-align:center;font-weight:700}
.succeeded{color:var(--succeeded)}.failed,.abandoned{color:var(--failed)}.issues{color:var(--issues)}.running,.canceling{color:var(--running)}
.waiting,.canceled,.skipped{color:var(--quietly)}
section{margin-top:2rem}section>h2{margin:0 0 .5rem}
.box{border:1px solid var(--line);border-left:4px solid var(--running);border-radius:4px;padding:.75rem 1rem;margin-top:1rem;background:var(--raised)}
.box.bad{border-left-color:var(--failed);background:var(--hot)}.box h3{margin:0 0 .25rem;font-size:1rem}.box p{margin:.25rem 0}.box p.l{white-space:pre-wrap}
.box label{margin:.75rem 0 .25rem;font-weight:600}.box button{margin-top:.75rem}
textarea{font:inherit;color:inherit;background:var(--paper);border:1px solid var(--quiet);border-radius:4px;padding:.4rem .5rem;width:100%;max-width:34rem;display:block}
textarea.code{font-family:ui-monospace,monospace;font-size:.9rem}
.help{color:var(--quiet);font-size:.9rem;margin:.25rem 0 0}
dl.facts{display:grid;grid-template-columns:minmax(7rem,max-content) 1fr;gap:.3rem 1.25rem;margin:0}dl.facts dt{color:var(--quiet)}dl.facts dd{margin:0;min-width:0;overflow-wrap:anywhere}
.tags{display:flex;flex-wrap:wrap;gap:.35rem;list-style:none;margin:0;padding:0}.tags li{border:1px solid var(--line);border-radius:1rem;padding:0 .6rem}
.tree,.tree ol{list-style:none;margin:0;padding:0}.tree>li{border:1px solid var(--line);border-radius:4px;margin-top:.5rem;padding:.25rem .5rem}
.tree ol{margin-left:1.1rem}.row{display:flex;gap:.1rem .5rem;align-items:baseline;flex-wrap:wrap;padding:.25rem 0}
.row .name{flex:1 1 7rem;min-width:0;overflow-wrap:anywhere}.row .waits{color:var(--quiet)}.row .took{color:var(--quiet);white-space:nowrap;font-variant-numeric:tabular-nums}
.tree details>summary{cursor:pointer}.tree summary>.row{display:inline-flex;width:calc(100% - 1.5rem);vertical-align:top}
.tree h3{display:inline;font-size:1rem;margin:0}.job{font-weight:600}
.note{color:var(--quiet);font-size:.9rem;margin:0 0 .25rem 1.9rem}ul.notes{margin:0 0 .35rem 1.9rem;padding:0;list-style:none}ul.notes li{overflow-wrap:anywhere}
.log{font:.85rem/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;border:1px solid var(--line);border-radius:4px;padding:.5rem 0;background:var(--raised);overflow-x:auto}
.log div{display:grid;grid-template-columns:4.5rem 1fr;unicode-bidi:isolate}.log div:target{background:var(--good)}
.log div>a,.log div>i{white-space:nowrap;color:var(--quiet);text-decoration:none;text-align:right;padding-right:1rem;user-select:none;font-style:normal}
.log span.l{white-space:pre-wrap;overflow-wrap:anywhere;padding-right:1rem}
.log summary{cursor:pointer;padding-left:.5rem}.log summary>div{display:inline-grid;width:calc(100% - 1.2rem);grid-template-columns:3rem 1fr;vertical-align:top}
.log .error{color:var(--failed);font-weight:600}.log .warning{color:var(--issues);font-weight:600}.log .section{color:var(--succeeded);font-weight:600}.log .command{color:var(--running)}.log .debug{color:var(--quiet)}
.log p{margin:.25rem 1rem;color:var(--quiet)}
.b{font-weight:700}.d{opacity:.75}.i{font-style:italic}.u{text-decoration:underline}.s{text-decoration:line-through}
.f0{color:var(--c0)}.f1{color:var(--c1)}.f2{color:var(--c2)}.f3{color:var(--c3)}.f4{color:var(--c4)}.f5{color:var(--c5)}.f6{color:var(--c6)}.f7{color:var(--c7)}
.g0,.g1,.g2,.g3,.g4,.g5,.g6,.g7{color:var(--paper)}
.g0{background:var(--c0)}.g1{background:var(--c1)}.g2{background:var(--c2)}.g3{background:var(--c3)}.g4{background:var(--c4)}.g5{background:var(--c5)}.g6{background:var(--c6)}.g7{background:var(--c7)}
.pages{display:flex;flex-wrap:wrap;gap:.5rem 1.25rem;margin:.75rem 0;align-items:baseline}
.split{display:grid;grid-template-columns:minmax(13rem,17rem) minmax(0,1fr);gap:1.5rem;align-items:start;margin-top:1rem}
.steps{list-style:none;margin:0;padding:0;position:sticky;top:.5rem;max-height:96vh;overflow:auto}.steps a{display:flex;gap:.25rem;padding:.2rem .4rem;border-radius:4px;text-decoration:none;color:inherit}
.steps a[aria-current]{background:var(--raised);outline:1px solid var(--line);font-weight:600}.steps .name{flex:1;min-width:0;overflow-wrap:anywhere}.steps a:hover .name{text-decoration:underline}
td .name,th .name{font-weight:600}.runs th,.runs td{padding:.5rem .9rem .5rem 0}.runs .sub{display:block;color:var(--quiet);font-weight:400;overflow-wrap:anywhere}
td code{white-space:nowrap}.text{white-space:pre-wrap;overflow-wrap:anywhere}.empty{color:var(--quiet)}
form.search{display:flex;gap:.5rem;flex-wrap:wrap;align-items:end;margin:.75rem 0}form.search label{margin:0;font-weight:600}form.search input{width:16rem}form.search button{margin:0}
fieldset label.check{display:flex;align-items:baseline;margin:.35rem 0}.choices{columns:17rem}.choices label{break-inside:avoid}form details{margin-top:1rem}.field{margin-top:1rem}.field>label{font-weight:600;margin-bottom:.25rem}
meter{width:8rem;vertical-align:middle}
@media(max-width:45rem){.split{grid-template-columns:minmax(0,1fr)}.steps{position:static;max-height:16rem}
.log div{grid-template-columns:2.6rem 1fr}.log div>a,.log div>i{padding-right:.5rem}.log summary{padding-left:0}.log summary>div{grid-template-columns:1.6rem 1fr}.tree ol{margin-left:.4rem}
dl.facts{grid-template-columns:1fr;gap:0}dl.facts dt{margin-top:.5rem}
.runs thead{display:none}.runs tr{display:block;border-bottom:1px solid var(--line);padding:.4rem 0}.runs td,.runs th{display:block;border:0;padding:.1rem 0}}
@media print{header form,.actions,.skip,.steps{display:none}.log{overflow:visible}}`;
