package intake

import "lathe/session"

// stringedWords are bass, guitars and bowed strings. What is plucked like a
// guitar is a guitar; harps and zithers are with the strings. "808" is a bass
// unless another drum is named: "808 snare".
var stringedWords = []lemma{
	{sense{role: session.Bass, rank: noun}, `
		en: bass, basses, bs, bss, bassline, bass line, basslines, bass guitar, bass gtr, bassgtr, guitar bass
		en: electric bass, elec bass, double bass, string bass, upright, upright bass, contrabass, sub, subs, sub bass
		en: reese, ebass, e bass, acoustic bass, bass synth, synth bass, bass sub
		fr: basse, guitare basse, contrebasse
		es pt: bajo, bajos, contrabajo, baixo, baixos, contrabaixo, bajo eléctrico
		de: bassgitarre, kontrabass, bässe
		it: basso, bassi, contrabbasso, basso elettrico
		sv pl: bas, basgitarr, elbas, kontrabas, gitara basowa, bas gitara, basowa
		ru: бас, бас гитара, басгитара, басуха, контрабас, саб
		ja: ベース, エレキベース, シンセベース, サブベース, ウッドベース, コントラバス
		zh: 贝斯, 貝斯, 贝司, 低音吉他, 电贝斯, 低音
		ko: 베이스, 베이스기타, 신스베이스, 서브베이스, 콘트라베이스`},
	{sense{role: session.Bass, rank: broad}, `
		en: 808, 808s, moog, 303`},
	{sense{role: session.Bass, rank: faint}, `
		en: wobble`},

	{sense{role: session.Guitar, rank: noun}, `
		en: guitar, guitars, gtr, gtrs, guit, guits, gt, gts, eg, egt, egtr, egtrs, e gtr, e guitar, elgtr, elgtrs, ag, agt
		en: agtr, agtrs, acgtr, acgtrs, ac gtr, ac gtrs, strat, stratocaster, tele, telecaster, les paul, lespaul, ebow
		en: e bow, power chord, power chords, 12 string, twelve string, ganjo, mandolin, mandolins, mando, mandos, banjo
		en: banjos, uke, ukulele, ukelele, ukuleles, dobro, resonator, lap steel, pedal steel, steel guitar, sitar, oud
		en: bouzouki, saz, lute, balalaika, charango, cavaquinho, bandurria, shamisen, pipa
		fr: guitare, guitares, gratte
		es pt: guitarra, guitarras, violão, violões, guitarrón
		de: gitarre, gitarren, egitarre, e gitarre, egitarren, akustikgitarre, westerngitarre
		it: chitarra, chitarre, mandolino
		sv: gitarr, gitarrer, elgitarr, elgitarrer, akustisk gitarr, kompgitarr
		pl: gitara, gitary
		ru: гитара, гитары, электрогитара, электрогитары, укулеле, балалайка, банджо
		ja: ギター, エレキギター, エレキ, アコギ, アコースティックギター, アコースティック, ガットギター, ウクレレ, バンジョー, マンドリン
		zh: 吉他, 电吉他, 電吉他, 木吉他, 民谣吉他, 古典吉他, 琵琶, 三味線, 阮, 柳琴
		ko: 기타, 일렉, 일렉기타, 통기타, 어쿠스틱기타, 어쿠스틱, 우쿨렐레, 나일론기타`},
	{sense{role: session.Guitar, rank: faint}, `
		en: acoustic, acoustics, acoust, acous, acou, aco, ac, electric, electrics, elec, elecs, riff, riffs, lick, licks
		en: nylon, slide, slides, strum, strums, strumming
		ru: акустика`},
	{sense{role: session.Guitar, rank: faint, marks: Rhythm}, `
		en: rhythm, rhythms, rhy, rhyt, rhyth, rythm, rtm`},
	{sense{role: session.Guitar, rank: faint, marks: DI}, `
		en: di, dis`},
	{sense{role: session.Guitar, rank: faint, marks: Amp}, `
		en: amp, amps`},

	{sense{role: session.GuitarLead, rank: faint, marks: Lead}, `
		en: solo, solos`},
	{sense{role: session.GuitarLead, rank: noun, marks: Lead}, `
		de: leadgitarre, sologitarre
		sv: sologitarr, ledgitarr
		pl: gitara prowadząca, gitara solowa
		ja: リードギター, ギターソロ
		zh: 主音吉他, 吉他独奏
		ko: 리드기타, 기타솔로`},

	{sense{role: session.Strings, rank: noun}, `
		en: string, strings, strs, str, strg, strgs, pizz, pizzicato, pizzicatos, spiccato, legato, vln, vlns, vn, vla, vlas
		en: vc, vcs, violin, violins, viola, violas, cello, cellos, celli, fiddle, fiddles, harp, harps, dulcimer, zither
		en: psaltery, koto, guzheng, yangqin, erhu, kora, autoharp, quartet, string quartet
		fr: cordes, violon, violons, violoncelle, violoncelles, harpe
		es pt: cuerdas, cuerda, violín, violines, violonchelo, violonchelos, chelo, chelos, arpa, cordas, violino, violoncelo
		es pt: harpa
		de: streicher, geige, geigen, violine, violinen, bratsche, bratschen, harfe
		it: archi, violini, violoncello, violoncelli
		sv: stråkar, stråk, fiol, fioler, harpa
		pl: smyczki, skrzypce, wiolonczela, altówka, harfa
		ru: струнные, скрипка, скрипки, виолончель, виолончели, альт, арфа
		ja: 弦, 弦楽, 琴, ストリングス, バイオリン, ヴァイオリン, ビオラ, ヴィオラ, チェロ, ハープ
		zh: 弦乐, 弦樂, 小提琴, 中提琴, 大提琴, 竖琴, 豎琴, 古筝, 古箏, 二胡, 扬琴
		ko: 스트링, 스트링스, 현악, 현악기, 바이올린, 비올라, 첼로, 하프, 가야금, 해금`},
	{sense{role: session.Strings, rank: broad}, `
		en: orch, orchestra, orchestral
		fr: orchestre
		es pt: orquesta, orquestra
		de sv: orchester, orkester
		pl: orkiestra
		ru: оркестр
		ja: オーケストラ, オケ
		zh: 管弦乐, 管弦樂
		ko: 오케스트라`},
}

// keyedWords are keyboards, synthesizers and pads. Tuned percussion played with
// mallets carries tunes and chords, so it is with the keys.
var keyedWords = []lemma{
	{sense{role: session.Keys, rank: broad}, `
		en: keys, key, kbd, kbds, kybd, keyb, keyboard, keyboards`},
	{sense{role: session.Keys, rank: noun}, `
		en: piano, pianos, pno, pnos, pf, grand piano, upright piano, epiano, e piano, el piano, elpiano, ep, rhodes, wurli
		en: wurly, wurlie, wurlitzer, organ, organs, org, hammond, b3, c3, leslie, farfisa, clav, clavs, clavi, clavinet
		en: mellotron, harpsichord, cembalo, celesta, celeste, accordion, accordian, accordeon, concertina, harmonium
		en: toy piano, music box, nord, marimba, marimbas, vibes, vibraphone, vibra, xylophone, xylo, glock, glocks
		en: glockenspiel, mallet, mallets, kalimba, mbira, bells, bell, handbells, hand bells, school bell
		fr: clavier, claviers, orgue, piano à queue, accordéon, clavecin
		es pt: teclado, teclados, tecla, teclas, órgano, órgão, acordeón, acordeão, sanfona
		de: klavier, flügel, orgel, tasten, akkordeon
		it: pianoforte, tastiera, tastiere, organo, fisarmonica
		sv: klaviatur, klaviaturer, dragspel
		pl: pianino, fortepian, klawisz, klawisze, organy, akordeon
		ru: клавиши, клавишные, пианино, фортепиано, рояль, орган, аккордеон, баян
		ja: ピアノ, キーボード, 鍵盤, エレピ, オルガン, クラビネット, アコーディオン, マリンバ, ビブラフォン
		zh: 钢琴, 鋼琴, 键盘, 电钢琴, 電鋼琴, 电钢, 风琴, 風琴, 管风琴, 手风琴, 马林巴
		ko: 피아노, 건반, 키보드, 오르간, 일렉피아노, 이피, 아코디언, 마림바`},

	{sense{role: session.Keys, rank: faint}, `
		en: grand`},

	{sense{role: session.Synth, rank: broad}, `
		en: synth, synths, syn, syns, synthesizer, synthesizers, synthesiser, juno, minilogue, microkorg, dx7, minimoog
		en: sylenth, serum, jx, polysynth, monosynth, arp, arps, arpeggio, arpeggios, arpeggiator, pluck, plucks, stab
		en: stabs, saw, saws, supersaw, super saw, seq, seqs, sequence, sequencer
		fr: synthé, synthés, synthétiseur
		es pt: sintetizador, sintetizadores, sinte, sintes
		it: sintetizzatore, sintetizzatori
		de sv: synthi, synthesizern, syntar, sint
		pl: syntezator, syntezatory, syntetyzator
		ru: синт, синты, синтезатор, синтезаторы, арп, плак
		ja: シンセ, シンセサイザー, アルペジオ, プラック
		zh: 合成器, 琶音
		ko: 신디, 신스, 신디사이저, 신시사이저, 아르페지오, 플럭`},
	{sense{role: session.Synth, rank: noun}, `
		en: vocal chop, vocal chops, vox chop, vox chops, voice chop, voice chops, vocal synth, vox synth`},
	{sense{role: session.Synth, rank: vague}, `
		en: chop, chops, chord, chords, melody, melodies, mel, square, prophet, virus, jupiter, vital, massive
		fr: accords
		es pt: acordes, melodía, melodia
		de sv: akkorde, ackord
		it: accordi
		pl: akordy
		ru: мелодия, аккорды
		ja: コード, メロディ
		zh: 旋律, 和弦
		ko: 멜로디, 코드`},
	{sense{role: session.SynthLead, rank: noun, marks: Lead}, `
		en: moog lead, lead moog
		ja: シンセリード, リードシンセ
		ko: 신스리드, 리드신스, 리드신디
		zh: 主音合成器`},

	{sense{role: session.Pad, rank: noun}, `
		en: pad, pads, synth pad, drone, drones, soundscape, synth choir, synth voice, synth voices, synth vox
		en: electro choir
		fr: nappe, nappes
		de: fläche, flächen
		it: tappeto
		ru: пад, пады, пэд, пэды, подклад, подложка
		ja: パッド, シンセパッド
		zh: 铺底, 鋪底, 音垫
		ko: 패드, 신스패드`},
	{sense{role: session.Pad, rank: vague}, `
		en: texture, textures
		es pt de: textura, texturas, textur`},
}

// blownWords are brass and winds. Saxophones sit with the brass, as in a horn
// section.
var blownWords = []lemma{
	{sense{role: session.Brass, rank: noun}, `
		en: horn, horns, hrn, hrns, french horn, french horns, brass, brs, trumpet, trumpets, tpt, tpts, trp, trpt, trombone
		en: trombones, tbn, tbns, trb, tuba, tubas, flugelhorn, flugelhorns, cornet, euphonium, sax, saxes
		en: saxophone, saxophones, alto sax, tenor sax, bari sax, baritone sax, soprano sax
		fr: cuivres, cuivre, trompette, trompettes
		es pt: metales, trompeta, trompetas, trombón, metais, trompete, saxo, saxofón, saxofone
		de: bläser, blechbläser, trompeten, posaune, posaunen, waldhorn, hörner, saxophon
		it: ottoni, tromba, trombe, corno, corni, sassofono
		sv: blås, bleckblås, valthorn, basun, saxofon
		pl: dęte blaszane, trąbka, trąbki, puzon, puzony, waltornia, sekcja dęta, dęte, saksofon
		ru: духовые, медные, труба, трубы, тромбон, тромбоны, валторна, туба, сакс, саксофон
		ja: ブラス, ブラスセクション, トランペット, トロンボーン, ホルン, ホーン, ホーンズ, チューバ, サックス, サクソフォン, 金管
		zh: 铜管, 銅管, 小号, 小號, 长号, 長號, 圆号, 圓號, 大号, 萨克斯, 薩克斯
		ko: 브라스, 금관, 트럼펫, 트롬본, 호른, 튜바, 색소폰`},

	{sense{role: session.Winds, rank: noun}, `
		en: flute, flutes, fl, fls, clarinet, clarinets, cl, clar, bass clarinet, oboe, oboes, ob, bassoon, bassoons, bsn
		en: piccolo, picc, english horn, cor anglais, recorder, recorders, woodwind, woodwinds, winds, wind, pan flute
		en: panflute, pan pipes, panpipes, whistle, whistles, tin whistle, ocarina, bagpipe, bagpipes, pipes, harmonica
		en: harmonicas, melodica, didgeridoo, didge, duduk, shakuhachi, bansuri, ney, quena
		fr: flûte, flûtes, clarinette, hautbois, basson, bois, vents, cornemuse
		es pt: flauta, flautas, clarinete, clarinetes, fagot, maderas, vientos, viento, gaita, madeiras, sopros, armónica, zampoña
		de: flöte, flöten, querflöte, blockflöte, klarinette, fagott, holzbläser, dudelsack, mundharmonika
		it: flauto, flauti, clarinetto, fagotto, legni, fiati, armonica
		sv: flöjt, flöjter, klarinett, träblås, munspel, säckpipa
		pl: flet, flety, klarnet, obój, dęte drewniane, harmonijka
		ru: флейта, флейты, дудка, кларнет, гобой, фагот, деревянные духовые, губная гармошка
		ja: フルート, クラリネット, オーボエ, ファゴット, ピッコロ, ハーモニカ, リコーダー, 木管, 尺八, 笛
		zh: 长笛, 長笛, 单簧管, 單簧管, 双簧管, 雙簧管, 巴松, 短笛, 笛子, 竹笛, 箫, 簫, 唢呐, 口琴, 葫芦丝, 木管乐
		ko: 플루트, 플룻, 클라리넷, 오보에, 바순, 피콜로, 목관, 대금, 피리, 하모니카, 리코더`},
}
