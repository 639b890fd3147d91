package intake

import "lathe/session"

// effectWords are sounds without a player, and what comes back from an effect.
var effectWords = []lemma{
	{sense{role: session.FX, rank: noun}, `
		en: fx, fxs, sfx, sfxs, efx, effect, effects, riser, risers, uplifter, uplifters, downlifter, downlifters, impact
		en: impacts, foley, vinyl, noise, noises, white noise, vinyl noise, whoosh, whooshes, woosh, swoosh, transition
		en: transitions, atmos, atmo, atmosphere, atmospheres, atmospheric, sub drop, sub drops, subdrops, bass drop
		en: bass drops, ear candy, earcandy, glitch, glitches, field recording, field recordings, reverse cymbal
		en: reverse cymbals, reversed cymbal, rev cymbal, rev cym, reverse crash, rev crash, reversed crash, cymbal reverse
		en: crash reverse, crash rev, vocal fx, vox fx
		fr: bruit, bruits, bruitage, bruitages, effet, effets
		es pt: efecto, efectos, ruido, ruidos, efeito, efeitos, ruído
		de: effekt, effekte, geräusch, geräusche, rauschen, atmosphäre
		it: effetto, effetti, rumore, rumori
		sv pl: effekter, ljudeffekter, brus, efekt, efekty, szum, szumy
		ru: эффект, эффекты, шум, шумы, райзер, атмосфера
		zh: 音效, 效果, 效果音, 特效, 噪音, 噪声, 环境音
		ja: 効果音, 環境音, エフェクト, ノイズ, ライザー
		ko: 효과음, 이펙트, 노이즈, 라이저`},
	{sense{role: session.FX, rank: faint}, `
		en: sweep, sweeps, swell, swells, boom, booms, hit, hits, stinger, crowd, applause, rain, birds, laugh, laughs
		en: scratch, scratches, thunder, siren, uplift, downer, build, buildup`},
	{sense{role: session.FX, rank: vague, marks: Room}, `
		en: ambience, ambiences
		fr es it: ambiance, ambiente`},

	{sense{role: session.Return, rank: noun, marks: Wet}, `
		en: verb, verbs, rvb, rvrb, reverb, reverbs, dly, dlys, dlay, delay, delays, slapback, slap dly, slap delay, return
		en: returns, rtn, rtns, ret, fx return, fx returns, fx send, fx sends, fx bus, fx aux, fx rtn, plate, plates, hall
		en: chamber, throw, throws, plate verb, spring reverb
		fr: réverb, réverbe, réverbération, retour
		es pt: reverberación, retardo, eco, ecos
		de: nachhall, verzögerung
		it: riverbero, ritardo
		sv: efterklang
		pl: pogłos, opóźnienie
		ru: реверб, ревер, дилэй, дилей, эхо, посыл
		ja: リバーブ, ディレイ, エコー, センド, リターン
		zh: 混响, 混響, 延迟, 延遲, 回声
		ko: 리버브, 딜레이, 에코`},
	{sense{role: session.Return, rank: faint}, `
		en: aux, auxes, bus, buss, busses, buses, send, sends, rev, revs`},
	{sense{role: session.Return, rank: faint, marks: Wet}, `
		en: echo, echoes, echos`},
}

// markWords say how an instrument was played, placed or recorded, and which part
// of the song it belongs to.
var markWords = []lemma{
	{sense{marks: Lead}, `
		en: lead, leads, ld, lds, main, mains
		fr es it: principal, principale, principales, solista, soliste
		de sv: haupt, huvud
		pl: główny, główna, wiodący, prowadząca, solistka
		ru: ведущий, основной, основная, главный, соло
		ja: リード, メイン, ソロ
		zh: 主
		ko: 리드, 메인, 솔로`},
	{sense{}, `
		en: backing track, backing tracks, ambient, close, far, mic, mics, mik, mike, mikes, spot, spots, trigger, trig
		en: triggers, sample, samples, sampled, smp, layer, layers, hi, high, highs, low, lo, lows, octave, oct, octaves
		en: 8va, alto, clean, cln, dirty, dist, distorted, distortion, crunch, overdrive, overdriven
		en: od, fuzz, muted, mute, palm, fingered, slap, slapped, picked, bowed, tremolo, trem, female, male, women, open, closed
		en: cl hh, pedal, tight, wide, warm, dark, bright, soft, hard, big, small, fat, deep, lofi, lo fi, hifi, crush
		en: crushed, smash, parallel, para, ny, intro, outro, chorus, choruses, chr, bridge, pre, prechorus, pre chorus
		en: refrain, drop, breakdown, end, ending, interlude, postchorus, post, vs, br, alt, alts
		en: alternate, extra, extras, tuned, tune, melodyne, melodyned, autotune, autotuned, comp, comps, comped, edit
		en: edits, edited, ensemble, section, sections, chorused, full, half, long, short, slow, fast, reverse, reversed
		en: fl studio, live, old, vintage, trap, edm, hip hop, hiphop
		fr: acoustique, électrique, femme, homme
		es pt: acústica, acústico, eléctrica, eléctrico, elétrica, femenina, masculina, estribillo, alta, baja
		de: akustik, akustisch, akustische, elektrisch, elektrische, weiblich, männlich, tief, hoch
		it: acustica, elettrica, elettrico, femminile, maschile, ritornello
		sv: akustisk, elektrisk
		pl: akustyczna, elektryczna
		zh: 高, 低`},
	{sense{role: session.Guitar, rank: noun, marks: Rhythm}, `
		en: rhythm gtr, rhythm gtrs, rhythm guitar, rhythm guitars, rhy gtr, rhy guitar, rhyt gtr, guitar rhythm, gtr rhythm
		en: gtr rhy
		de: rhythmusgitarre
		ru: ритм гитара
		ja: リズムギター, バッキングギター
		zh: 节奏吉他, 節奏吉他
		ko: 리듬기타`},
	{sense{role: session.Guitar, rank: faint, marks: Rhythm}, `
		fr: rythmique
		es it: rítmica, rítmico, ritmo
		sv pl: rytmgitarr, rytm, rytmiczna
		ru: ритм
		ja: リズム, バッキング
		zh: 节奏
		ko: 리듬`},
	{sense{marks: Left}, `
		en: left, lft
		fr: gauche
		es pt: izquierda, esquerda
		de: links
		it: sinistra
		sv: vänster
		pl: lewa
		ru: левый, левая, лев`},
	{sense{marks: Right}, `
		en: right, rgt, rght
		fr: droite
		es pt: derecha, direita
		de: rechts
		it: destra
		sv: höger
		pl: prawa
		ru: правый, правая, прав`},
	{sense{marks: Mid}, `
		en: mid, mids, middle`},
	{sense{marks: Side}, `
		en: side, sides`},
	{sense{marks: Dry}, `
		en: dry, no fx, nofx, no verb, no reverb
		fr: sec
		es pt: seca, seco
		de: trocken
		it: secco
		ru: сухой
		ja: ドライ`},
	{sense{marks: Wet}, `
		en: wet, w fx, with fx, wfx
		fr: mouillé
		es: mojado
		de: nass
		it: bagnato
		ru: мокрый
		ja: ウェット`},
	{sense{marks: Top}, `
		en: top, up, upper
		de: oben`},
	{sense{marks: Bottom}, `
		en: bottom, bot, btm, down, under, underneath, bott, bttm
		de: unten`},
	{sense{marks: In}, `
		en: in, inside, beater, inner`},
	{sense{marks: Out}, `
		en: out, outside, outer, front, resonant`},
	{sense{role: session.Guitar, rank: faint, marks: Amp}, `
		en: amp sim, ampsim, cab, cabs, cabinet, pod, vox amp, vox ac30, ac30`},
	{sense{role: session.Guitar, rank: vague, marks: Amp}, `
		en: marshall, fender, mesa, kemper`},
}

// callWords say what a file is, and what a name carries without a meaning for
// the ear.
var callWords = []lemma{
	{sense{call: callRough}, `
		en: rough, roughs, ruff, rough mix, rough mixes, roughmix, ruff mix, 2mix, 2 mix, 2trk, 2 trk, 2track, 2 track
		en: two track, premaster, pre master, premasters, premix, pre mix, monitor mix
		fr: prémaster, mixage brut
		es: mezcla cruda
		de: rohmix, rohmischung, vormaster
		sv: grovmix
		ru: черновой микс, черновик, премастер
		ja: ラフミックス, ラフ, プリマスター
		zh: 粗混, 小样混音
		ko: 러프믹스, 러프, 프리마스터`},
	{sense{call: callWholeMix}, `
		en: mixdown, mixdowns, mix down, full mix, stereo mix, main mix, final mix, master mix, whole mix, mix bus, mixbus
		en: master bus, masterbus, 2bus, 2buss, stereo out, stereo bus, main out, master out, tv mix, tv track, full song
		en: full track, everything, output, outputs`},
	{sense{call: callMix}, `
		en: mix, mixes, mixed
		fr: mixage
		es pt: mezcla, mezclas, mistura, mixagem
		de: abmischung
		it: missaggio, missaggi
		sv: mixning
		pl: miks, zgranie
		ru: микс, сведение
		ja: ミックス
		zh: 混音, 缩混, 縮混
		ko: 믹스, 믹싱`},
	{sense{call: callTake}, `
		en: bounce, bounces, bounced, demo, demos
		fr: maquette
		es pt: maqueta
		it: provino
		ru: демо
		ja: バウンス, デモ
		ko: 데모, 바운스`},
	{sense{call: callMaster}, `
		en: master, masters, mastered, mst, mstr
		ru: мастер
		ja: マスター
		zh: 母带, 母帶
		ko: 마스터`},
	{sense{call: callMixToMatch}, `
		en: ref mix, reference mix, mix ref, mix reference, rough ref`},
	{sense{call: callReference}, `
		en: ref, refs, reference, references, ref track, ref tracks, reference track, reference tracks, reftrack
		en: referencetrack
		fr: référence, références
		es pt: referencia, referencias, referência, referências
		de: referenz, referenzen, referenztrack
		it: riferimento, riferimenti
		sv: referens, referenser
		pl: referencja, referencje
		ru: референс, референсы
		ja: リファレンス
		zh: 参考, 参考曲, 參考
		ko: 레퍼런스`},

	{sense{call: callNoise}, `
		en: final, finals, stem, stems, print, prints, printed, export, exports, exported, render, renders, rendered
		en: consolidated, consolidate, bip, dup, copy, stereo, mono, st, lr, wav, wavs, mp3, aif, aiff, flac, submix
		en: for mastering, for master, to master, mastering, pro tools, protools, logic pro, studio one, project files
		en: sub mix, raw, processed, proc, unprocessed, new, version, multitrack, multitracks, multi track, audio files
		en: audio file, recording, recordings, rec, session files, vst, midi
		fr: piste, pistes
		es pt: pista, pistas
		de: spur, spuren
		it: traccia, tracce
		sv: spår
		pl: ścieżka, ścieżki
		ru: дорожка, дорожки, стем, стемы
		ja: トラック
		zh: 分轨, 分軌
		ko: 트랙`},
}

// ordinaryWords are everyday words one slip away from an entry, so likelier to
// be meant than the entry is.
const ordinaryWords = `
	archie atoms backups baking baseline baselines bases basin basis batteries bears beast beasts bella belles
	benny bingo blaster cells chores clamps clasp clasps codes cords cores corner coronet corps corso crashed
	dodge fiddler harmon harper hornet madeira marca oregano piped quarter recorded retard revere rider sacked
	saner scram shake shots shuts signer signing signs singe sites slash slashes songs staring stark start
	sting stops storing strata stray streak strong strung tabula taste thrown vices voila
`
