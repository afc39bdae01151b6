"""Names of conferences and journals as lists write them, and what else they are called.

Pure tables: a name is added here and nowhere else.
"""

# Acronyms that stand for themselves; written as the field writes them.
_WORDS = """
    AAAI AACL AAMAS ACCV ACL AIED AIES AISTATS AIME AMIA ASE ASPLOS ASRU BIBM BMVC CCS CHI CHIL CIKM CLEF COLING COLM
    COLT CoLLAs CoNLL CogSci CoRL CRV CSCW CVPR DAC DASFAA DATE EACL ECAI ECCV ECIR ECML-PKDD EMBC EMNLP EUSIPCO FAccT FG FSE
    GECCO HRI IAAI ICAIF ICAIL ICANN ICAPS ICASSP ICCV ICDAR ICDE ICDM ICIP ICLR ICMI ICML ICMLA ICME ICMR ICPR ICRA ICSE
    ICWSM IGARSS IJCAI IJCB IJCNLP IJCNN INLG Interspeech IPCAI IPMI IROS ISBI ISMAR ISMB ISMIR ISSTA ISWC ITSC IUI IV IWSLT KDD
    KR L4DC LICS ML4H LoG LREC LREC-COLING MIDL MLHC MLSys MICCAI MICRO MMM MMSys MobiCom MobiSys NAACL NDSS NeurIPS NLPCC
    NSDI OSDI PAKDD PETS PODS PRCV RecSys RLC RSS SaTML SC SIGDIAL SIGGRAPH SIGIR SIGMOD SIGSPATIAL SLT SMC SODA SOSP
    STACS STOC UAI UIST UMAP VIS VLDB VR WACV WSDM WWW 3DV CPAL BioNLP ClinicalNLP SemEval CHIP
"""
CONFERENCES = tuple(_WORDS.split())

# Other spellings -> the name above or of a journal; keys are compared in lower case.
ALIASES = {
    "acmmm": "ACM MM", "acm mm": "ACM MM", "mm": "ACM MM", "acm multimedia": "ACM MM",
    "acm international conference on multimedia": "ACM MM",
    "nips": "NeurIPS", "neural information processing systems": "NeurIPS",
    "sigkdd": "KDD", "siggraph asia": "SIGGRAPH Asia", "acm siggraph asia": "SIGGRAPH Asia",
    "ecml pkdd": "ECML-PKDD", "ecml/pkdd": "ECML-PKDD", "lrec-coling": "LREC-COLING",
    "the web conference": "WWW", "acm web conference": "WWW", "thewebconf": "WWW",
    "medical image computing and computer assisted intervention": "MICCAI",
    "medical image computing and computer-assisted intervention": "MICCAI",
    "international symposium on biomedical imaging": "ISBI",
    "information processing in medical imaging": "IPMI",
    "medical imaging with deep learning": "MIDL",
    "usenix security symposium": "USENIX Security",
    "computer vision and pattern recognition": "CVPR",
    "international conference on computer vision": "ICCV",
    "european conference on computer vision": "ECCV",
    "winter conference on applications of computer vision": "WACV",
    "british machine vision conference": "BMVC",
    "asian conference on computer vision": "ACCV",
    "international conference on learning representations": "ICLR",
    "international conference on machine learning": "ICML",
    "empirical methods in natural language processing": "EMNLP",
    "association for computational linguistics": "ACL",
    "north american chapter of the association for computational linguistics": "NAACL",
    "conference on language modeling": "COLM",
    "conference on robot learning": "CoRL",
    "international conference on robotics and automation": "ICRA",
    "international conference on intelligent robots and systems": "IROS",
    "robotics: science and systems": "RSS",
    "acoustics, speech, and signal processing": "ICASSP",
    "acoustics, speech and signal processing": "ICASSP",
    "international conference on image processing": "ICIP",
    "international joint conference on artificial intelligence": "IJCAI",
    "aaai conference on artificial intelligence": "AAAI",
    "artificial intelligence and statistics": "AISTATS",
    "knowledge discovery and data mining": "KDD",
    "bioinformatics and biomedicine": "BIBM",
    "pacific symposium on biocomputing": "PSB",
    "conference on health, inference, and learning": "CHIL",
    "machine learning for healthcare": "MLHC",
}  # fmt: skip

# Journals: pattern (lower case, whole words) -> name as lists write it. Longer patterns are tried first.
JOURNALS = {
    "ieee transactions on medical imaging": "TMI", "ieee trans. med. imaging": "TMI",
    "ieee trans med imaging": "TMI", "transactions on medical imaging": "TMI", "ieee tmi": "TMI",
    "medical image analysis": "MedIA", "ieee jbhi": "JBHI",
    "ieee journal of biomedical and health informatics": "JBHI",
    "journal of biomedical and health informatics": "JBHI",
    "ieee transactions on pattern analysis and machine intelligence": "TPAMI",
    "ieee trans. pattern anal. mach. intell.": "TPAMI", "ieee tpami": "TPAMI", "tpami": "TPAMI",
    "transactions on pattern analysis and machine intelligence": "TPAMI",
    "ieee transactions on image processing": "TIP", "ieee tip": "TIP",
    "ieee transactions on multimedia": "TMM", "ieee tmm": "TMM",
    "ieee transactions on neural networks and learning systems": "TNNLS", "ieee tnnls": "TNNLS",
    "ieee transactions on circuits and systems for video technology": "TCSVT", "tcsvt": "TCSVT",
    "ieee transactions on biomedical engineering": "TBME",
    "ieee transactions on robotics": "T-RO", "t-ro": "T-RO",
    "ieee robotics and automation letters": "RA-L", "robotics and automation letters": "RA-L",
    "ieee ra-l": "RA-L", "ra-l": "RA-L",
    "ieee transactions on intelligent transportation systems": "TITS",
    "ieee transactions on knowledge and data engineering": "TKDE", "tkde": "TKDE",
    "ieee transactions on geoscience and remote sensing": "TGRS", "tgrs": "TGRS",
    "ieee transactions on visualization and computer graphics": "TVCG", "tvcg": "TVCG",
    "transactions on machine learning research": "TMLR", "transactions of machine learning research": "TMLR",
    "tmlr": "TMLR", "journal of machine learning research": "JMLR", "jmlr": "JMLR",
    "transactions of the association for computational linguistics": "TACL",
    "transactions of acl": "TACL", "tacl": "TACL",
    "international journal of computer vision": "IJCV", "ijcv": "IJCV",
    "acm transactions on graphics": "TOG", "acm transactions on information systems": "TOIS",
    "acm computing surveys": "ACM Computing Surveys", "pattern recognition letters": "Pattern Recognition Letters",
    "pattern recognition": "Pattern Recognition", "information fusion": "Information Fusion",
    "artificial intelligence in medicine": "Artif Intell Med",
    "computers in biology and medicine": "Computers in Biology and Medicine",
    "computerized medical imaging and graphics": "CMIG",
    "computer methods and programs in biomedicine": "CMPB",
    "journal of biomedical informatics": "JBI",
    "journal of the american medical informatics association": "JAMIA", "jamia": "JAMIA",
    "journal of medical internet research": "JMIR", "jmir medical education": "JMIR Medical Education",
    "jmir medical informatics": "JMIR Medical Informatics", "jmir": "JMIR",
    "npj digital medicine": "npj Digital Medicine", "npj digit. med.": "npj Digital Medicine",
    "npj digit med": "npj Digital Medicine", "npj precision oncology": "npj Precision Oncology",
    "nature medicine": "Nature Medicine", "nat. med.": "Nature Medicine",
    "nature biomedical engineering": "Nature Biomedical Engineering",
    "nature communications": "Nature Communications", "nat. commun.": "Nature Communications",
    "nat commun": "Nature Communications", "nature machine intelligence": "Nature Machine Intelligence",
    "nature methods": "Nature Methods", "nature computational science": "Nature Computational Science",
    "communications medicine": "Communications Medicine",
    "scientific data": "Scientific Data", "scientific reports": "Scientific Reports",
    "the lancet digital health": "Lancet Digital Health", "lancet digital health": "Lancet Digital Health",
    "nejm ai": "NEJM AI", "jama network open": "JAMA Network Open", "jama": "JAMA",
    "radiology: artificial intelligence": "Radiology: AI",
    "ieee access": "IEEE Access", "ieee internet of things journal": "IEEE IoT Journal",
    "knowledge-based systems": "Knowledge-Based Systems", "neurocomputing": "Neurocomputing",
    "expert systems with applications": "Expert Systems with Applications",
    "briefings in bioinformatics": "Briefings in Bioinformatics", "bioinformatics": "Bioinformatics",
    "plos digital health": "PLOS Digital Health", "plos one": "PLOS ONE", "patterns": "Patterns",
    "nature": "Nature", "science": "Science", "radiology": "Radiology",
}  # fmt: skip
# Journals whose name is also an ordinary word: believed only where nothing else stands in the clause.
ORDINARY = frozenset(
    {
        "nature",
        "science",
        "radiology",
        "patterns",
        "pattern recognition",
        "bioinformatics",
        "neurocomputing",
        "jama",
    }
)

# DOI -> venue; `year` groups where the DOI itself tells it. Registrants: https://www.doi.org
DOI_PATTERNS = (
    (r"10\.1109/tmi\.(?P<year>\d{4})\.", "TMI"), (r"10\.1109/jbhi\.(?P<year>\d{4})\.", "JBHI"),
    (r"10\.1109/tpami\.(?P<year>\d{4})\.", "TPAMI"), (r"10\.1109/tip\.(?P<year>\d{4})\.", "TIP"),
    (r"10\.1109/tmm\.(?P<year>\d{4})\.", "TMM"), (r"10\.1109/tnnls\.(?P<year>\d{4})\.", "TNNLS"),
    (r"10\.1109/tcsvt\.(?P<year>\d{4})\.", "TCSVT"), (r"10\.1109/tbme\.(?P<year>\d{4})\.", "TBME"),
    (r"10\.1109/lra\.(?P<year>\d{4})\.", "RA-L"), (r"10\.1109/tro\.(?P<year>\d{4})\.", "T-RO"),
    (r"10\.1109/access\.(?P<year>\d{4})\.", "IEEE Access"), (r"10\.1109/tkde\.(?P<year>\d{4})\.", "TKDE"),
    (r"10\.1109/tgrs\.(?P<year>\d{4})\.", "TGRS"), (r"10\.1109/tits\.(?P<year>\d{4})\.", "TITS"),
    (r"10\.1109/(?P<name>cvpr|iccv|wacv|icra|iros|icassp|isbi|bibm|icme|icip|embc|ijcnn|itsc)(?P<track>w)?\d+\.(?P<year>\d{4})\.", ""),
    (r"10\.18653/v1/(?P<year>\d{4})\.(?P<track>findings)-(?P<name>[a-z]+)\.", ""),
    (r"10\.18653/v1/(?P<year>\d{4})\.(?P<name>acl|emnlp|naacl|eacl|aacl)-(?:long|short|main|(?P<track>demos?|srw|industry|tutorials?))\.", ""),
    (r"10\.18653/v1/(?P<year>\d{4})\.(?P<name>bionlp|clinicalnlp|semeval|conll)-\d\.", ""),
    (r"10\.18653/v1/p(?P<yy>\d\d)-[12]", "ACL"), (r"10\.18653/v1/n(?P<yy>\d\d)-[12]", "NAACL"), (r"10\.18653/v1/d(?P<yy>\d\d)-[12]", "EMNLP"),
    (r"10\.1007/978-3-030-(?:32226|32239|32245|32248|32251|32254)-", "MICCAI 2019"),  # the volumes of the main proceedings
    (r"10\.1007/978-3-030-(?:59710|59713|59716|59719|59722|59725|59728)-", "MICCAI 2020"),
    (r"10\.1007/978-3-030-(?:87193|87196|87199|87202|87231|87234|87237|87240)-", "MICCAI 2021"),
    (r"10\.1007/978-3-031-(?:16431|16434|16437|16440|16443|16446|16449|16452)-", "MICCAI 2022"),
    (r"10\.1007/978-3-031-(?:43895|43898|43901|43904|43907|43987|43990|43993|43996|43999)-", "MICCAI 2023"),
    (r"10\.1007/978-3-031-(?:72069|72083|72086|72089|72104|72111|72114|72117|72120|72378|72384|72390)-", "MICCAI 2024"),
    (r"10\.52202/068431-", "NeurIPS 2022"), (r"10\.52202/075280-", "NeurIPS 2023"), (r"10\.52202/079017-", "NeurIPS 2024"),
    (r"10\.24963/ijcai\.(?P<year>\d{4})/", "IJCAI"), (r"10\.15607/rss\.(?P<year>\d{4})\.", "RSS"),
    (r"10\.1609/aaai\.v(?P<volume>\d\d)i", "AAAI"), (r"10\.1016/j\.media\.(?P<year>\d{4})\.", "MedIA"),
    (r"10\.1016/j\.neucom\.(?P<year>\d{4})\.", "Neurocomputing"), (r"10\.1016/j\.eswa\.(?P<year>\d{4})\.", "Expert Systems with Applications"),
    (r"10\.1016/j\.knosys\.(?P<year>\d{4})\.", "Knowledge-Based Systems"), (r"10\.1016/j\.cmpb\.(?P<year>\d{4})\.", "CMPB"),
    (r"10\.1007/s11263-0(?P<yy>\d\d)-", "IJCV"),
    (r"10\.1016/j\.inffus\.(?P<year>\d{4})\.", "Information Fusion"),
    (r"10\.1016/j\.patcog\.(?P<year>\d{4})\.", "Pattern Recognition"),
    (r"10\.1016/j\.compbiomed\.(?P<year>\d{4})\.", "Computers in Biology and Medicine"),
    (r"10\.1016/j\.artmed\.(?P<year>\d{4})\.", "Artif Intell Med"),
    (r"10\.1016/j\.compmedimag\.(?P<year>\d{4})\.", "CMIG"), (r"10\.1016/j\.jbi\.(?P<year>\d{4})\.", "JBI"),
    (r"10\.1016/(?:s2589-7500|j\.landig\.)", "Lancet Digital Health"),
    (r"10\.1038/s41591-0(?P<yy>\d\d)-", "Nature Medicine"), (r"10\.1038/s41746-0(?P<yy>\d\d)-", "npj Digital Medicine"),
    (r"10\.1038/s41586-0(?P<yy>\d\d)-", "Nature"), (r"10\.1038/s41467-0(?P<yy>\d\d)-", "Nature Communications"),
    (r"10\.1038/s41551-0(?P<yy>\d\d)-", "Nature Biomedical Engineering"),
    (r"10\.1038/s41597-0(?P<yy>\d\d)-", "Scientific Data"), (r"10\.1038/s41598-0(?P<yy>\d\d)-", "Scientific Reports"),
    (r"10\.1038/s42256-0(?P<yy>\d\d)-", "Nature Machine Intelligence"),
    (r"10\.1038/s43856-0(?P<yy>\d\d)-", "Communications Medicine"),
    (r"10\.1056/ai[a-z]{0,3}(?P<yy>\d\d)", "NEJM AI"), (r"10\.1148/ryai\.", "Radiology: AI"), (r"10\.1148/radiol\.", "Radiology"),
    (r"10\.1093/jamia/", "JAMIA"), (r"10\.1093/bib/", "Briefings in Bioinformatics"),
    (r"10\.1093/bioinformatics/", "Bioinformatics"), (r"10\.1001/jamanetworkopen\.(?P<year>\d{4})\.", "JAMA Network Open"),
    (r"10\.1162/tacl_", "TACL"), (r"10\.2196/", "JMIR"),
)  # fmt: skip
