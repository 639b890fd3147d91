package advice

// exports says for each part of an export how it is done in each program. The
// names of menus and options are the makers' own, as their manuals have them
// (Live 12, Logic Pro 11, Pro Tools 2024, FL Studio 2024, Cubase 14, REAPER 7,
// Studio One 7); where a version calls an option otherwise, the sense still
// leads there.
var exports = map[Topic]map[DAW]string{
	Region: {
		"ableton":   "select the whole song in the Arrangement, with a bar of silence before the first beat, then File > Export Audio/Video; Render Start and Render Length are the same for every track.",
		"cubase":    "set the left locator to 0 and the right one behind the last tail, and export everything in one File > Export > Audio Mixdown; the range between the locators is what each file gets.",
		"flstudio":  "render in Song mode, with no time selection or one over the whole song, and set Tail to Leave remainder; all tracks of one render get the same length.",
		"logic":     "choose File > Export > All Tracks as Audio Files and set Range to Extend File Length to Project End, so that quiet tracks get their silence too.",
		"protools":  "make one selection on the timeline from 0 to behind the last tail, and bounce every stem over that same selection.",
		"reaper":    "in File > Render set Bounds to Entire project, with a tail if the song rings out; every stem of the render gets those bounds.",
		"studioone": "put the song's Start and End markers round everything, and in Song > Export Stems choose Between Song Start/End Marker as the range.",
	},
	Bypass: {
		"ableton":   "switch off every device on the Main track, and leave Include Return and Main Effects off when you export All Individual Tracks.",
		"cubase":    "bypass the inserts of the Stereo Out, or choose an effects path without Master FX in File > Export > Audio Mixdown.",
		"flstudio":  "turn off all effect slots of the Master mixer track before you export with Split mixer tracks.",
		"logic":     "bypass every plug-in on the Stereo Out and on the Master; leave Bypass Effect Plug-ins unticked, so that the tracks keep their own effects.",
		"protools":  "bounce from the buses in front of the master fader, and make the inserts of the master inactive.",
		"reaper":    "in File > Render choose Stems (selected tracks) as the source, not Selected tracks via master: the latter goes through the master's effects.",
		"studioone": "bypass the inserts of the Main output before Song > Export Stems.",
	},
	Headroom: {
		"ableton":   "turn the track's fader down until its meter stays near -6 dB, put no limiter there instead, and leave Normalize off when you export.",
		"cubase":    "turn the channel down until its peak meter stays near -6 dB, or export 32-bit float, which does not clip.",
		"flstudio":  "turn the mixer track's fader down until it peaks near -6 dB; put no limiter there, and leave normalising off.",
		"logic":     "turn the channel down until it peaks near -6 dB, and set Normalize to Off when you export.",
		"protools":  "turn the track or its bus down until it peaks near -6 dB, and bounce 24-bit.",
		"reaper":    "turn the track down until it peaks near -6 dB, and leave Normalize/Limit off in the Render window.",
		"studioone": "turn the channel down until it peaks near -6 dB, or export 32-bit float, which does not clip.",
	},
	Format: {
		"ableton":   "export PCM as WAV, Sample Rate as in the project, Bit Depth 24, Dither No Dither.",
		"cubase":    "choose Wave File, the project's sample rate and 24 bit in File > Export > Audio Mixdown.",
		"flstudio":  "export WAV with 24Bit int or 32Bit float, not MP3 or OGG.",
		"logic":     "set Save Format to Wave and Bit Depth to 24-bit; the sample rate is the project's.",
		"protools":  "bounce as WAV, interleaved, 24 Bit, at the session's sample rate.",
		"reaper":    "set the output format to WAV, 24 bit PCM, and the sample rate to the project's.",
		"studioone": "export Wave File, 24 Bit, at the song's sample rate.",
	},
	Tracks: {
		"ableton":   "in File > Export Audio/Video choose All Individual Tracks as the rendered track, and check that nothing is muted or soloed.",
		"cubase":    "in File > Export > Audio Mixdown choose Multiple, and tick every channel that is heard in the mix.",
		"flstudio":  "route every sound to a mixer track of its own, unmute all of them, and export with Split mixer tracks.",
		"logic":     "File > Export > All Tracks as Audio Files leaves no track out; check that nothing is muted or soloed.",
		"protools":  "give every stem a bus of its own and bounce them together: File > Bounce Mix takes several sources.",
		"reaper":    "select every track that is heard in the mix, and choose Stems (selected tracks) as the source of the render.",
		"studioone": "in Song > Export Stems tick every channel that is heard in the mix.",
	},
	Names: {
		"ableton":   "rename the tracks first (Cmd-R or Ctrl-R): exported files are called after them.",
		"cubase":    "name the channels first, and use a naming scheme with the channel name in the export window.",
		"flstudio":  "rename the mixer tracks first (F2): Split mixer tracks calls the files after them.",
		"logic":     "name the tracks first: All Tracks as Audio Files calls the files after them.",
		"protools":  "name the buses after the instruments: the bounced files are called after their sources.",
		"reaper":    "name the tracks first, and use $track - $project as the file name of the render.",
		"studioone": "name the channels first: Export Stems calls the files after them.",
	},
	Phase: {
		"ableton":   "a Utility device on the track shows and undoes it: Phase L and Phase R flip a side, Track Delay shifts the track.",
		"cubase":    "the Phase switch in the channel's Pre section flips the polarity; the track delay in the Inspector shifts the track.",
		"flstudio":  "the mixer track's Invert phase and Swap left/right switches sit beside its pan; its latency setting shifts the track.",
		"logic":     "a Gain plug-in on the track has Phase Invert for each side; the track's Delay is in the Inspector.",
		"protools":  "a Trim plug-in on the track flips the polarity; check Delay Compensation, and nudge the clip if it is late.",
		"reaper":    "the track's Ø button flips the polarity; its Playback offset, in the routing window, shifts it.",
		"studioone": "the Input Controls of the channel have a polarity switch; the track's Delay is in the Inspector.",
	},
}
