//! Health; beauty and wellness.

use super::{Row, row};

/// Health.
pub const HEALTH: &[Row] = &[
    row(
        "pharmacy",
        "Pharmacy",
        "amenity=pharmacy shop=chemist healthcare=pharmacy",
        "pharmacy drugstore",
        "chemist, drugstore, apteekki, lääkkeet, kemikalio, apotek, kemikalieaffär, Apotheke, Drogerie, pharmacie, parapharmacie, farmacia, droguería",
    ),
    row(
        "doctors",
        "Doctor",
        "amenity=doctors healthcare=doctor",
        "doctor family_practice internal_medicine pediatrician psychiatrist dermatologist gynecologist obstetrician_and_gynecologist cardiologist ophthalmologist orthopedist neurologist urologist surgeon ear_nose_and_throat plastic_surgeon radiologist",
        "physician, GP, surgery, lääkäri, lääkäriasema, yleislääkäri, läkare, läkarmottagning, Arzt, Arztpraxis, Hausarzt, médecin, cabinet médical, médico, consultorio",
    ),
    row(
        "clinic",
        "Clinic",
        "amenity=clinic healthcare=clinic healthcare=centre healthcare=laboratory healthcare=blood_donation healthcare=dialysis healthcare=birthing_center",
        "medical_center walk_in_clinic urgent_care_clinic public_health_clinic womens_health_clinic diagnostic_services diagnostic_imaging laboratory_testing community_health_center surgical_center dialysis_clinic blood_and_plasma_donation_center rehabilitation_center",
        "medical centre, laboratory, health centre, klinikka, terveysasema, laboratorio, röntgen, vårdcentral, klinik, laboratorium, Klinik, Praxisklinik, Labor, Gesundheitszentrum, clinique, centre de santé, laboratoire, clínica, centro de salud",
    ),
    row(
        "hospital",
        "Hospital",
        "amenity=hospital healthcare=hospital healthcare=hospice",
        "hospital emergency_room childrens_hospital hospice",
        "emergency, sairaala, päivystys, sjukhus, akutmottagning, Krankenhaus, Spital, Notaufnahme, hôpital, urgences, urgencias",
    ),
    row(
        "dentist",
        "Dentist",
        "amenity=dentist healthcare=dentist craft=dental_technician",
        "dentist general_dentistry orthodontist cosmetic_dentist endodontist oral_surgeon pediatric_dentist periodontist prosthodontist dental_hygienist dental_laboratories teeth_whitening",
        "dental, orthodontist, teeth, hammaslääkäri, hammashoito, tandläkare, tandvård, Zahnarzt, Kieferorthopäde, dentiste, orthodontiste, cabinet dentaire, dentista, ortodoncista",
    ),
    row(
        "therapist",
        "Therapy",
        "healthcare=physiotherapist healthcare=psychotherapist healthcare=alternative healthcare=therapist healthcare=podiatrist healthcare=occupational_therapist healthcare=speech_therapist healthcare=rehabilitation healthcare=midwife healthcare=counselling",
        "physical_therapy psychotherapist psychologist chiropractor acupuncture osteopath alternative_medicine counseling_and_mental_health occupational_therapy speech_therapist naturopathic_holistic homeopathic_medicine traditional_chinese_medicine podiatrist podiatry foot_care family_counselor hypnosis_hypnotherapy reiki nutritionist dietitian midwife",
        "physiotherapy, psychologist, psychotherapy, osteopath, acupuncture, fysioterapia, psykologi, psykoterapia, osteopatia, vyöhyketerapia, fysioterapi, sjukgymnast, psykolog, Physiotherapie, Psychologe, Heilpraktiker, kinésithérapeute, psychologue, ostéopathe, fisioterapeuta, psicólogo",
    ),
    row(
        "veterinary",
        "Vet",
        "amenity=veterinary",
        "veterinarian animal_hospital emergency_pet_hospital",
        "veterinarian, animal clinic, eläinlääkäri, eläinklinikka, veterinär, djurklinik, Tierarzt, Tierklinik, vétérinaire, veterinario",
    ),
    row(
        "medical_supply",
        "Medical supplies and hearing aids",
        "shop=medical_supply shop=hearing_aids shop=orthopedics healthcare=audiologist",
        "medical_supply hearing_aids hearing_aid_provider audiologist orthotics prosthetics dental_supply_store mobility_equipment_services",
        "hearing aids, orthopaedics, kuulolaite, apuvälineet, hörapparat, hjälpmedel, Sanitätshaus, Hörgeräte, Orthopädie, audioprothésiste, matériel médical, audífonos, ortopedia",
    ),
    row(
        "social_facility",
        "Care and social services",
        "amenity=social_facility amenity=nursing_home amenity=childcare amenity=social_centre",
        "retirement_home assisted_living_facility home_health_care skilled_nursing social_service_organizations social_welfare_center homeless_shelter senior_citizen_services child_care_and_day_care day_care_preschool personal_care_service food_banks",
        "nursing home, care home, day care, hoivakoti, vanhainkoti, päiväkoti, palvelutalo, äldreboende, vårdhem, barnomsorg, Pflegeheim, Altenheim, Sozialdienst, maison de retraite, EHPAD, crèche, residencia de mayores, servicios sociales",
    ),
    row(
        "healthcare",
        "Other health care",
        "healthcare",
        "health_and_medical wellness_program medical_service_organizations cryotherapy weight_loss_center",
        "medical, health, terveys, terveydenhuolto, vård, hälsovård, Gesundheit, santé, salud",
    ),
];

/// Beauty and wellness.
pub const BEAUTY: &[Row] = &[
    row(
        "hairdresser",
        "Hairdresser",
        "shop=hairdresser shop=hairdresser_supply",
        "hair_salon barber hair_stylist blow_dry_blow_out_service kids_hair_salon hair_extensions hair_replacement hair_supply_stores",
        "barber, hair salon, haircut, kampaamo, parturi, hiukset, frisör, frisörsalong, barberare, Friseur, Friseursalon, Barbier, coiffeur, salon de coiffure, barbier, peluquería, barbería",
    ),
    row(
        "beauty",
        "Beauty salon and tattoo",
        "shop=beauty shop=beauty_salon shop=nails shop=nailstudio shop=tattoo shop=piercing",
        "beauty_salon nail_salon skin_care esthetician eyelash_service eyebrow_service hair_removal laser_hair_removal waxing makeup_artist permanent_makeup spray_tanning beauty_and_spa aesthetician medical_spa acne_treatment threading_service sugaring tattoo tattoo_and_piercing piercing tattoo_removal henna_artist",
        "nails, manicure, skin care, lashes, kauneushoitola, kynsistudio, ripset, kosmetologi, skönhetssalong, naglar, hudvård, Kosmetikstudio, Nagelstudio, institut de beauté, ongles, esthéticienne, salón de belleza, uñas, estética, Tattoo and piercing, ink, tatuointi, lävistys, tatuering, Tätowierung, Tätowierer, tatouage, perçage, tatuaje, tatuajes",
    ),
    row(
        "cosmetics",
        "Cosmetics and perfume",
        "shop=cosmetics shop=perfumery shop=herbalist",
        "cosmetic_and_beauty_supplies perfume_store herbal_shop",
        "perfume, make-up, kosmetiikka, hajuvedet, kosmetik, parfym, Kosmetik, Parfümerie, parfumerie, cosmétiques, perfumería, cosméticos",
    ),
    row(
        "massage",
        "Massage",
        "shop=massage",
        "massage massage_therapy reflexology",
        "masseur, hieronta, hieroja, massör, Masseur, Massagepraxis, masaje, masajista",
    ),
    row(
        "spa",
        "Spa and sauna",
        "leisure=sauna leisure=spa amenity=public_bath shop=tanning",
        "spas day_spa health_spa sauna public_bath_houses turkish_baths tanning_salon float_spa onsen hot_springs aromatherapy health_retreats tanning_bed",
        "wellness, solarium, baths, kylpylä, sauna, badhus, bastu, Wellness, Therme, Sonnenstudio, bains, hammam, balneario, baños",
    ),
];
