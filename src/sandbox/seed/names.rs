//! Names of many places, each with the spelling its owner uses in an e-mail address.

/// Names that go together.
#[derive(Debug)]
pub struct Culture {
    /// The `locale` attribute.
    pub locale: &'static str,
    /// The `zoneinfo` attribute.
    pub zone: &'static str,
    /// Whether the family name comes first, written without a space.
    pub is_family_first: bool,
    /// Given names: as written, and in plain letters.
    pub given: &'static [(&'static str, &'static str)],
    /// Family names: as written, and in plain letters.
    pub family: &'static [(&'static str, &'static str)],
}

/// Where the customers come from.
#[rustfmt::skip]
pub const CULTURES: &[Culture] = &[
    Culture {
        locale: "en-GB", zone: "Europe/London", is_family_first: false,
        given: &[("Olivia", "olivia"), ("George", "george"), ("Siobhán", "siobhan"), ("Rhys", "rhys"), ("Aisha", "aisha"), ("Callum", "callum"), ("Zoë", "zoe"), ("Imogen", "imogen")],
        family: &[("Whitfield", "whitfield"), ("O’Sullivan", "osullivan"), ("MacLeod", "macleod"), ("Pritchard", "pritchard"), ("Begum", "begum"), ("Ashworth", "ashworth"), ("Fitz-Gerald", "fitzgerald"), ("Okonkwo", "okonkwo")],
    },
    Culture {
        locale: "de-DE", zone: "Europe/Berlin", is_family_first: false,
        given: &[("Jürgen", "juergen"), ("Anneliese", "anneliese"), ("Sören", "soeren"), ("Käthe", "kaethe"), ("Lukas", "lukas"), ("Frieda", "frieda"), ("Björn", "bjoern"), ("Marlene", "marlene")],
        family: &[("Müller", "mueller"), ("Groß", "gross"), ("Schröder", "schroeder"), ("Köhler", "koehler"), ("Weiß", "weiss"), ("Brandt", "brandt"), ("von der Heide", "vonderheide"), ("Jäger", "jaeger")],
    },
    Culture {
        locale: "fr-FR", zone: "Europe/Paris", is_family_first: false,
        given: &[("François", "francois"), ("Zoé", "zoe"), ("Hélène", "helene"), ("Benoît", "benoit"), ("Maëlle", "maelle"), ("Théo", "theo"), ("Jean-Noël", "jean-noel"), ("Chloé", "chloe")],
        family: &[("Lefèvre", "lefevre"), ("Géroux", "geroux"), ("D’Aubigné", "daubigne"), ("Bécourt", "becourt"), ("Châtelain", "chatelain"), ("Noël", "noel"), ("Pelletier", "pelletier"), ("Îles", "iles")],
    },
    Culture {
        locale: "pl-PL", zone: "Europe/Warsaw", is_family_first: false,
        given: &[("Łukasz", "lukasz"), ("Małgorzata", "malgorzata"), ("Świętosław", "swietoslaw"), ("Żaneta", "zaneta"), ("Paweł", "pawel"), ("Jagna", "jagna"), ("Michał", "michal"), ("Grażyna", "grazyna")],
        family: &[("Wiśniewski", "wisniewski"), ("Źródło", "zrodlo"), ("Dąbrowska", "dabrowska"), ("Kozioł", "koziol"), ("Nowak", "nowak"), ("Zając", "zajac"), ("Błaszczyk", "blaszczyk"), ("Mróz", "mroz")],
    },
    Culture {
        locale: "es-MX", zone: "America/Mexico_City", is_family_first: false,
        given: &[("José", "jose"), ("Ximena", "ximena"), ("Íñigo", "inigo"), ("Guadalupe", "guadalupe"), ("Andrés", "andres"), ("Belén", "belen"), ("Raúl", "raul"), ("Sofía", "sofia")],
        family: &[("Núñez", "nunez"), ("Peña Ruiz", "penaruiz"), ("Ávila", "avila"), ("Ibáñez", "ibanez"), ("Castañeda", "castaneda"), ("Güemes", "guemes"), ("Olvera", "olvera"), ("Quiñones", "quinones")],
    },
    Culture {
        locale: "vi-VN", zone: "Asia/Ho_Chi_Minh", is_family_first: false,
        given: &[("Thị Hồng", "thihong"), ("Quốc Bảo", "quocbao"), ("Ngọc Ánh", "ngocanh"), ("Đức", "duc"), ("Mỹ Linh", "mylinh"), ("Tuấn", "tuan")],
        family: &[("Nguyễn", "nguyen"), ("Trần", "tran"), ("Đặng", "dang"), ("Phạm", "pham"), ("Võ", "vo"), ("Lê", "le")],
    },
    Culture {
        locale: "el-GR", zone: "Europe/Athens", is_family_first: false,
        given: &[("Ελένη", "eleni"), ("Γιώργος", "giorgos"), ("Θάλεια", "thaleia"), ("Νίκος", "nikos"), ("Ξένια", "xenia"), ("Άγγελος", "angelos")],
        family: &[("Παπαδόπουλος", "papadopoulos"), ("Βασιλείου", "vasileiou"), ("Οικονόμου", "oikonomou"), ("Ψαρράς", "psarras"), ("Δημητρίου", "dimitriou"), ("Καρρά", "karra")],
    },
    Culture {
        locale: "uk-UA", zone: "Europe/Kyiv", is_family_first: false,
        given: &[("Оксана", "oksana"), ("Їрина", "yiryna"), ("Тарас", "taras"), ("Євгенія", "yevheniia"), ("Андрій", "andrii"), ("Людмила", "liudmyla")],
        family: &[("Шевченко", "shevchenko"), ("Ґалаґан", "galagan"), ("Коваленко", "kovalenko"), ("Ющенко", "yushchenko"), ("Мельник", "melnyk"), ("Зінченко", "zinchenko")],
    },
    Culture {
        locale: "ja-JP", zone: "Asia/Tokyo", is_family_first: true,
        given: &[("花子", "hanako"), ("健太", "kenta"), ("さくら", "sakura"), ("大輔", "daisuke"), ("葵", "aoi"), ("翔", "sho")],
        family: &[("渡辺", "watanabe"), ("小林", "kobayashi"), ("髙橋", "takahashi"), ("斎藤", "saito"), ("五十嵐", "igarashi"), ("東海林", "shoji")],
    },
    Culture {
        locale: "zh-CN", zone: "Asia/Shanghai", is_family_first: true,
        given: &[("伟", "wei"), ("秀英", "xiuying"), ("子涵", "zihan"), ("建国", "jianguo"), ("雨桐", "yutong"), ("梓萱", "zixuan")],
        family: &[("王", "wang"), ("欧阳", "ouyang"), ("张", "zhang"), ("李", "li"), ("陈", "chen"), ("龚", "gong")],
    },
    Culture {
        locale: "ko-KR", zone: "Asia/Seoul", is_family_first: true,
        given: &[("민준", "minjun"), ("서연", "seoyeon"), ("지후", "jihu"), ("하은", "haeun"), ("도윤", "doyun"), ("수빈", "subin")],
        family: &[("김", "kim"), ("박", "park"), ("최", "choi"), ("정", "jung"), ("황보", "hwangbo"), ("윤", "yoon")],
    },
    Culture {
        locale: "hi-IN", zone: "Asia/Kolkata", is_family_first: false,
        given: &[("अनन्या", "ananya"), ("विक्रम", "vikram"), ("प्रिया", "priya"), ("अर्जुन", "arjun"), ("श्रेया", "shreya"), ("रोहन", "rohan")],
        family: &[("शर्मा", "sharma"), ("गुप्ता", "gupta"), ("त्रिपाठी", "tripathi"), ("सिंह", "singh"), ("देशमुख", "deshmukh"), ("जोशी", "joshi")],
    },
    Culture {
        locale: "th-TH", zone: "Asia/Bangkok", is_family_first: false,
        given: &[("สมชาย", "somchai"), ("กานดา", "kanda"), ("ณัฐพล", "natthaphon"), ("พิมพ์ใจ", "phimchai"), ("อนันต์", "anan")],
        family: &[("ใจดี", "chaidi"), ("ศรีสุข", "sisuk"), ("วงศ์สวัสดิ์", "wongsawat"), ("ทองคำ", "thongkham"), ("รัตนกุล", "rattanakun")],
    },
    Culture {
        locale: "ar-EG", zone: "Africa/Cairo", is_family_first: false,
        given: &[("فاطمة", "fatima"), ("عمر", "omar"), ("ليلى", "layla"), ("يوسف", "youssef"), ("مريم", "maryam"), ("خالد", "khaled")],
        family: &[("الشافعي", "elshafei"), ("منصور", "mansour"), ("عبد الرحمن", "abdelrahman"), ("حداد", "haddad"), ("نصار", "nassar"), ("السيد", "elsayed")],
    },
    Culture {
        locale: "he-IL", zone: "Asia/Jerusalem", is_family_first: false,
        given: &[("נועה", "noa"), ("איתי", "itai"), ("תמר", "tamar"), ("יונתן", "yonatan"), ("שירה", "shira"), ("אורי", "uri")],
        family: &[("כהן", "cohen"), ("בן־דוד", "bendavid"), ("מזרחי", "mizrahi"), ("פרידמן", "fridman"), ("אברהמי", "avrahami"), ("שגב", "segev")],
    },
];
