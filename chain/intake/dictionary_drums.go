package intake

import "lathe/session"

// drumWords are the drum kit and its microphones. "floor" and "rack" are toms
// only where no other instrument is named; "bombo" is the kick, as in a Spanish
// drum kit, though it is also an Andean drum.
var drumWords = []lemma{
	{sense{role: session.Drums, rank: broad}, `
		en: drum, drums, drm, drms, drumkit, drum kit, drum set, drumset, kit, kits, beat, beats, breakbeat, break beat
		en: breaks, drum machine, drum n bass, drum and bass, dnb, 909, 707, 606, linn drum, linndrum
		fr: batterie
		es pt: batería, baterías, bateria, tambores
		de: schlagzeug, trommeln, drumcomputer
		it: batteria
		sv: trummor, trumset
		pl: perkusja, bębny, bęben
		ru: барабан, барабаны, ударные, бит, биты
		ja: ドラム, ドラムス, ビート
		zh: 鼓, 鼓组, 鼓組, 架子鼓, 爵士鼓
		ko: 드럼, 드럼스, 비트`},
	{sense{role: session.Drums, rank: faint}, `
		en: loop, loops, groove, grooves, tops, fill, fills, break, brushes`},

	{sense{role: session.DrumsKick, rank: noun}, `
		en: kick, kicks, kik, kck, kk, bd, bdr, bdrm, bdrum, bass drum, bassdrums, kick drum, kick drums, sub kick, kick sub
		en: double kick
		fr: grosse caisse
		es pt: bombo, bumbo
		de: basstrommel, große trommel
		it: cassa, gran cassa
		sv: bastrumma, baskagge
		pl: stopa, bęben basowy
		ru: бочка, кик, большой барабан
		ja: キック, バスドラ, バスドラム
		zh: 底鼓, 大鼓
		ko: 킥, 베이스드럼`},

	{sense{role: session.DrumsSnare, rank: noun}, `
		en: snare, snares, snr, snrs, sn, sd, snare drum, rimshot, rim shot, rimshots, sidestick, side stick, cross stick
		en: crossstick, clap, claps, handclap, handclaps, hand clap, hand claps, snap, snaps, finger snap, finger snaps
		fr: caisse claire
		es pt: caja, redoblante, tarola, caixa, palmas
		de: kleine trommel, klatschen
		it: rullante, battimani
		sv: virvel, virveltrumma
		pl: werbel, klaśnięcia
		ru: снейр, рабочий, рабочий барабан, малый барабан, хлопок, хлопки, клэп
		ja: スネア, スネアドラム, クラップ, 手拍子
		zh: 军鼓, 軍鼓, 小军鼓, 拍手
		ko: 스네어, 스네어드럼, 클랩, 박수`},
	{sense{role: session.DrumsSnare, rank: faint}, `
		en: rim, rims`},

	{sense{role: session.DrumsHat, rank: noun}, `
		en: hh, hhs, ohh, chh, hat, hats, hht, hihat, hihats, hi hat, hi hats, highhat, high hat, high hats, hhat, hhats
		en: pedal hat
		fr: charley, charleston
		es pt: contratiempo, chimbal, chimbau
		ru: хэт, хэты, хайхэт, хай хэт, хай хет
		ja: ハイハット, ハット
		zh: 踩镲, 踩鑔, 踏镲
		ko: 하이햇, 하이해트`},

	{sense{role: session.DrumsToms, rank: noun}, `
		en: tom, toms, rt, ft, floor tom, floor toms, rack tom, rack toms, tomtom, tom tom, tomtoms
		pt: timbalão
		de: standtom, hängetom
		pl: tomy
		ru: том, томы
		ja: タム, フロアタム
		zh: 通鼓, 嗵鼓
		ko: 탐, 탐탐, 플로어탐`},
	{sense{role: session.DrumsToms, rank: faint}, `
		en: floor, rack`},

	{sense{role: session.DrumsCymbals, rank: noun}, `
		en: cymbal, cymbals, cym, cyms, cymb, ride, rides, ride bell, crash, crashes, china, chinas, splash, splashes
		fr: cymbale, cymbales
		es pt: platillo, platillos, platos, pratos
		de: becken
		it: piatto, piatti
		sv: cymbaler
		pl: talerz, talerze
		ru: тарелка, тарелки, райд, крэш
		ja: シンバル, ライド, クラッシュ
		zh: 镲, 镲片, 鑔, 吊镲
		ko: 심벌, 심벌즈, 라이드, 크래시`},

	{sense{role: session.DrumsOverhead, rank: noun}, `
		en: oh, ohs, ovh, ovr, ovhd, ovhds, ovr head, ovr heads, overhead, overheads, over head, over heads
		es: aéreos
		it: panoramici
		ru: оверхед, оверхеды
		ja: オーバーヘッド
		ko: 오버헤드
		zh: 顶置, 吊顶话筒`},
	{sense{role: session.DrumsOverhead, rank: noun, marks: Left}, `
		en: oh l, ohs l, oh left`},
	{sense{role: session.DrumsOverhead, rank: noun, marks: Right}, `
		en: oh r, ohs r, oh right`},

	{sense{role: session.DrumsRoom, rank: vague, marks: Room}, `
		en: room, rooms, rm, room mic, room mics, amb, ambs, ambient mic, ambient mics
		de: raum
		ru: рум, румы, комната
		ja: ルーム
		zh: 房间
		ko: 룸`},
}

// percussionWords are what is struck, shaken or scraped beside the kit.
var percussionWords = []lemma{
	{sense{role: session.Percussion, rank: noun}, `
		en: perc, percs, percussion, percussions, prc, hand drum, hand drums, frame drum, talking drum, tongue drum
		en: steel drum, steel drums, steelpan, steel pan, shaker, shakers, shk, shkr, conga, congas, tamb, tambs, tambo
		en: tambourine, tambourines, bongo, bongos, cowbell, cowbells, cow bell, tabla, tablas, cajon, djembe, djembes
		en: darbuka, darbouka, doumbek, udu, timbale, timbales, timpani, timp, timps, taiko, taikos, daiko, maraca, maracas
		en: guiro, triangle, woodblock, woodblocks, wood block, wood blocks, clave, claves, agogo, cabasa, castanet
		en: castanets, sleigh bell, sleigh bells, sleighbells, chimes, windchimes, wind chimes, wind chime, windchime
		en: mark tree, finger cymbal, finger cymbals, gong, gongs, tubular bells, rainstick, rain stick, vibraslap, cuica
		en: surdo, pandeiro, repinique, tamborim, caxixi, beatbox, beat box, vocal perc, vocal percussion, vox perc, bodhran
		en: mridangam, dhol, ghatam, anvil
		fr: percu, percus, maracasse, castagnettes
		es pt: percusión, percusiones, pandereta, cencerro, percussão, percussões, chocalho, ganzá, triângulo
		de: perkussion, schellenkranz, rassel, pauke, pauken, triangel, kuhglocke
		it: percussione, percussioni, tamburello, triangolo, timpano
		sv: slagverk, tamburin, pukor
		pl: przeszkadzajki, perkusjonalia, tamburyn, marakasy, kotły, instrumenty perkusyjne
		ru: перкуссия, перк, шейкер, бубен, бонги, конги, колокольчики, литавры, маракасы, треугольник
		ja: パーカッション, パーカス, シェイカー, タンバリン, コンガ, ボンゴ, カホン, カウベル, ティンパニ
		zh: 打击乐, 打擊樂, 打击, 沙锤, 沙槌, 铃鼓, 鈴鼓, 手鼓, 康加, 邦戈, 定音鼓, 木鱼
		ko: 퍼커션, 쉐이커, 셰이커, 탬버린, 콩가, 봉고, 카혼, 카우벨, 팀파니`},
}
