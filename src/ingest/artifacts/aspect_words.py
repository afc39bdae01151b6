"""What names a modality, a specialty or a language: (name, pattern), in the order of mention here.

Short forms count in capitals only. A country's adjective is a language only before a word of language:
"a Japanese corpus", not "a Japanese hospital".
"""

MODALITIES = (
    ("CT", r"(?-i:\bCTs?\b|\bCBCT\b|\bCTA\b)|\bcomputed tomograph\w+|\bcomputerized tomograph\w+"),
    ("MRI", r"(?-i:\bf?MRIs?\b|\bDWI\b)|\bmagnetic resonance\b"),
    ("PET", r"(?-i:\bPET\b(?! bottle))|\bpositron emission\b"),
    ("X-ray", r"\b(?:chest |dental )?(?:x[- ]?rays?\b(?! (?:diffraction|scattering|absorption|photoelectron"
     r"|emission|source|binar|crystall|telescop|astronom|spectr))|radiograph(?:s|y|ic)?)\b|(?-i:\bCXRs?\b)"),
    ("mammography", r"\bmammogra\w+"),
    ("ultrasound", r"\bultraso(?:und|nograph\w+)s?\b|\bechocardiogra\w+|\bsonograph\w+"),
    ("endoscopy", r"\b(?:endo|colono|gastro|laparo|broncho|cysto)scop\w+|\bcapsule endoscopy\b"),
    ("fundus", r"\bfundus\b|\bretinal (?:image|photograph|imaging)\w*"),
    ("OCT", r"(?-i:\bOCTA?\b)|\boptical coherence tomograph\w+"),
    ("histopathology", r"\bhisto(?:patholog|log)\w+|\bwhole[- ]slide\b|(?-i:\bWSIs?\b|\bH&E\b)|\bcytopatholog\w+"
     r"|\bpatholog(?:y|ical) (?:image|slide)s?\b|\b(?:digital|computational) patholog\w+"),
    ("dermoscopy", r"\bderm(?:at)?oscop\w+|\bskin lesion images?\b|\bskin images?\b"),
    ("microscopy", r"\b(?:fluorescence|electron|light|confocal)?[- ]?microscop(?:y|ic)\b"),
    ("ECG", r"(?-i:\bE[CK]Gs?\b)|\belectrocardiogra\w+"),
    ("EEG", r"(?-i:\bEEGs?\b)|\belectroencephalogra\w+"),
    ("health records", r"(?-i:\bEHRs?\b|\bEMRs?\b|\bFHIR\b)|\belectronic (?:health|medical) records?\b"
     r"|\bhealth records?\b"),
    ("clinical text", r"\b(?:clinical|medical|discharge|nursing|progress|radiology|pathology|operative) "
     r"(?:notes?|summar(?:y|ies)|reports?|narratives?|documents?|texts?)\b"),
    ("dialogue", r"\b(?:dialogues?|dialogs|conversations?|consultations?)\b"),
    ("speech", r"\b(?:speech|audio|auscultation|voice recordings?)\b"),
    ("video", r"\bvideos?\b"),
    ("omics", r"\b(?:transcriptom|proteom|genom|multi-?om|metabolom)ics?\b|\bgene expression\b"),
)  # fmt: skip

SPECIALTIES = (
    ("radiology", r"\bradiolog\w+"),
    ("pathology", r"\bpathologists?\b|\b(?:histo|cyto)patholog\w+|\b(?:digital|computational) pathology\b"),
    ("oncology", r"\boncolog\w+|\bcancers?\b|\btumou?rs?\b|\bcarcinomas?\b|\bmelanomas?\b|\bgliomas?\b|\bleuk[a]?emias?\b"),
    ("cardiology", r"\bcardi(?:ac|olog\w+|ovascular)\b|\bheart (?:failure|disease)s?\b|\bcoronary\b|\barrhythmias?\b"),
    ("pulmonology", r"\b(?:lung|chest|thora\w+|pulmon\w+|respiratory)\b|\bpneumonias?\b|\btuberculosis\b|\bCOVID\S*"),
    ("neurology", r"\bneuro(?:log\w+|imaging|degenerative|surg\w+)\b|\bbrain (?:tumou?r|MRI|CT|disease|imaging|scan)s?\b"
     r"|\bAlzheimer\S*|\bParkinson\S*|\bdementia\b|\bepilep\w+|\bischemic stroke\b|\bstroke patients?\b"),
    ("psychiatry", r"\bpsychiatr\w+|\bmental (?:health|illness|disorder)s?\b|\bpsychotherap\w+|\bdepressi(?:on|ve)\b(?! curve)"
     r"|\bsuicid\w+|\bpsychological (?:counsel|support)\w*|\bcounsell?ing\b"),
    ("ophthalmology", r"\bophthalm\w+|\bretina(?:l|s)?\b(?! display)|\bglaucoma\b|\bfundus\b|\bdiabetic retinopathy\b"),
    ("dermatology", r"\bdermat\w+|\bskin (?:lesion|disease|cancer|condition)s?\b"),
    ("gastroenterology", r"\bgastro\w+|\bcolono\w+|\bcolorectal\b|\bpolyps?\b|\bendoscop\w+"),
    ("hepatology", r"\bliver\b|\bhepat\w+"),
    ("nephrology", r"\bkidneys?\b|\brenal\b|\bnephrolog\w+"),
    ("urology", r"\bprostate\b|\burolog\w+|\bbladder\b"),
    ("gynaecology", r"\bgyn(?:a)?ecolog\w+|\bobstetric\w*|\bpregnan\w+|\bfetal\b|\bcervical cancer\b|\bbreast\b"),
    ("orthopaedics", r"\borthop(?:a)?edic\w*|\bbones?\b|\bspin(?:e|al)\b|\bknee\b|\bfractures?\b|\bosteo\w+"),
    ("dentistry", r"\bdent(?:al|ist\w*)\b|\btooth\b|\bteeth\b"),
    ("paediatrics", r"\bp(?:a)?ediatric\w*|\bneonat\w+|\binfants?\b"),
    ("surgery", r"\bsurg(?:ery|eon|eons|eries)\b|\bsurgical (?:video|scene|instrument|robot|workflow|phase|procedure)s?\b"),
    ("emergency medicine", r"\bemergency (?:department|medicine|care|room)s?\b|\btriage\b|\bintensive care\b|(?-i:\bICUs?\b)"),
    ("endocrinology", r"\bdiabet\w+|\bendocrin\w+|\bthyroid\b"),
    ("infectious diseases", r"\binfectious diseases?\b|(?-i:\bHIV\b)|\bCOVID\S*|\btuberculosis\b|\bepidemic\w*|\bpandemic\w*"),
    ("rare diseases", r"\brare diseases?\b"),
    ("traditional Chinese medicine", r"\btraditional Chinese medicine\b|(?-i:\bTCM\b)|中医"),
    ("pharmacy", r"\bpharmac\w+|\bdrug (?:discovery|interaction|development|design|safety)s?\b|\bmedications?\b"),
    ("nursing", r"\bnurs(?:e|es|ing)\b"),
)  # fmt: skip

LANGUAGES = (
    "Chinese", "English", "Japanese", "Korean", "French", "German", "Spanish", "Italian", "Portuguese", "Arabic",
    "Hindi", "Bengali", "Bangla", "Urdu", "Persian", "Turkish", "Russian", "Polish", "Dutch", "Swedish", "Danish",
    "Norwegian", "Finnish", "Greek", "Hebrew", "Vietnamese", "Thai", "Indonesian", "Romanian", "Czech", "Hungarian",
    "Ukrainian", "Swahili", "Tamil", "Telugu", "Marathi", "Basque", "Catalan", "Kazakh",
)  # fmt: skip
SAME_LANGUAGE = {"Bangla": "Bengali", "Mandarin": "Chinese", "Farsi": "Persian"}
# A word of language, up to three words behind the adjective.
SAID_IN = (
    r"(?:languages?|LLMs?|MLLMs?|VLMs?|models?|corpus|corpora|data ?sets?|texts?|notes?|reports?|questions?|QA|dialogues?"
    r"|conversations?|exam\w*|benchmarks?|transcripts?|translations?|BERT|GPT|speakers?|speech|counsel\w+|instructions?"
    r"|consultations?|abstracts?|documents?|queries|records|medical domain|clinical domain|social media|NLP|licensing)"
)
