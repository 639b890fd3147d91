package intake

import "lathe/session"

// voxWords are singers. "Chor" is a choir; "chorus" is a part of the song, but
// コーラス and 코러스 are backing vocals.
var voxWords = []lemma{
	{sense{role: session.VoxLead, rank: noun}, `
		en: lv, ldv, vox, voxes, voc, vocs, vocal, vocals, vx, voice, voices, singer, singing, sing, sings, rap, raps
		en: rapper, topline, top line, toplines, acapella, acappella, a capella, a cappella, accapella, vocoder, talkbox
		en: talk box
		fr: voix, chant, chanteur, chanteuse
		es pt: voz, voces, vozes, vocales, vocais, cantante
		de: gesang, stimme, stimmen, sänger, sängerin
		it: voce, voci, cantato
		sv: sång, röst
		pl: wokal, wokale, wokali, głos, śpiew
		ru: вокал, вокалы, голос, голоса, рэп
		ja: ボーカル, ヴォーカル, ラップ, ボイス, 歌, 歌声, 仮歌
		zh: 人声, 人聲, 演唱, 说唱, 說唱
		ko: 보컬, 보이스, 목소리, 노래, 랩`},

	{sense{role: session.VoxLead, rank: noun, marks: Lead}, `
		de: hauptgesang, leadgesang, hauptstimme
		sv: huvudsång, ledsång
		zh: 主唱, 主音, 主人声, 主人聲, 主旋律人声
		ja: メインボーカル, リードボーカル
		ko: 메인보컬, 리드보컬`},
	{sense{role: session.VoxLead, rank: faint}, `
		en: verse, verses, hook, hooks, spoken, spoken word, speech, narration, narrator, vo, voiceover, voice over
		en: dialog, dialogue, skit
		fr: strophe, couplet
		es it: estrofa, strofa`},

	{sense{role: session.VoxBacking, rank: noun, marks: Backing}, `
		en: bv, bvs, bgv, bgvs, bvox, bvoc, bvocs, bgvox, bkv, bkvox, bckvox, backvox, back vox, back vocal, back vocals
		en: bu vox, bu voc, bu vocal, bu vocals`},
	{sense{role: session.VoxBacking, rank: noun}, `
		en: choir, choirs, gang, gangs, group vox, group vocal, group vocals, crowd vox, bass vox, bass vocal, bass vocals
		en: bass voice, ooh, oohs, aah, aahs, ah, ahs, ahh, ahhs, ooo, ooos, aaa, chants, la las
		fr: choeur, choeurs
		es pt it: coro, coros, segunda voz, segundas voces
		de: chor, chöre, chorgesang, hintergrundgesang, zweitstimme
		it: cori, coretti, coretto, controcanto
		sv: kör, körer, körsång, körstämmor
		pl: chór, chóry, chórek, chórki
		ru: бэк, бэки, бэк вокал, бэквокал, бек вокал, подпевка, подпевки, хор
		ja: コーラス, バックコーラス, ハモリ, ハモ, クワイア
		zh: 合唱, 和声, 和聲, 伴唱
		ko: 코러스, 백보컬, 백킹보컬, 화음, 합창, 떼창`},
	{sense{role: session.VoxBacking, rank: faint}, `
		en: soprano, sopranos, tenors, altos, satb`},
	{sense{role: session.VoxBacking, rank: faint, marks: Backing}, `
		en: backing, background, backgrounds, bg, bgs, bkg, bkgd, backup`},
	{sense{role: session.VoxBacking, rank: faint, marks: Harmony}, `
		en: harmony, harmonies, harm, harms, hrm
		de: harmonie, harmonien
		es it: armonía, armonías, armonie
		pt: harmonia
		sv: stämma, stämmor`},
	{sense{role: session.VoxBacking, rank: faint, marks: Double}, `
		en: double, doubles, doubled, dbl, dbls, dt, dts, doubletrack, double track, double tracks, doubletracks
		en: doubletracked, dubs, stack, stacks, stacked
		fr: doublage, doublages
		es pt: doble, dobles, dobra, dobras
		de: doppelung, dopplung, doppel
		it: doppia, doppie
		sv: dubbel
		ru: дабл, даблы
		ja: ダブル, ダブリング
		ko: 더블, 더블링`},

	{sense{role: session.VoxAdlib, rank: noun, marks: Adlib}, `
		en: adlib, adlibs, adl, adls, ad lib, ad libs, hype, hypes, hypeman, hype man, shout, shouts, whisper, whispers, whispered
		en: yell, yells, scream, screams
		fr: chuchotement
		es pt: susurro, susurros, sussurro
		de: flüstern
		it: sussurri
		sv: viskning
		pl: szept
		ru: шепот, адлиб, адлибы
		ja: アドリブ, ささやき
		zh: 即兴
		ko: 애드립, 애드리브`},
}
