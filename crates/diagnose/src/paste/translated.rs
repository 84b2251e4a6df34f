//! What operating systems and runtimes say in other languages than English. One piece: a flat table.

use super::phrases::Phrase;
use crate::Sign;

macro_rules! translated {
    ($($sign:ident: $($words:literal)|+;)*) => {
        /// Messages of the system, by meaning.
        pub(super) const TRANSLATED: &[Phrase] = &[
            $($(Phrase { words: $words, sign: Sign::$sign, client: "a system in another language" },)+)*
        ];
    };
}

translated! {
    ConnectionRefused: "verbindungsaufbau abgelehnt" | "verbindung abgelehnt" | "da der zielcomputer die verbindung verweigerte"
        | "verbindung wurde verweigert" | "connexion refusée" | "a expressément refusée" | "conexión rehusada" | "conexión rechazada"
        | "denegó expresamente dicha conexión" | "connessione rifiutata" | "rifiuto persistente del computer di destinazione"
        | "conexão recusada" | "ligação recusada" | "recusou ativamente" | "recusaram ativamente" | "verbinding is geweigerd"
        | "verbinding geweigerd" | "połączenie odrzucone" | "połączenie zostało odrzucone" | "spojení odmítnuto" | "соединении отказано" | "соединение отклонено"
        | "接続を拒否されました" | "接続できませんでした" | "拒绝连接" | "连接被拒绝" | "积极拒绝" | "連線被拒絕" | "연결이 거부";
    ConnectTimeout: "wartezeit für die verbindung ist abgelaufen" | "zeitüberschreitung der verbindung"
        | "zeitüberschreitung beim verbindungsaufbau" | "da die gegenstelle nach einer bestimmten zeitspanne nicht richtig reagiert hat"
        | "connexion terminée par expiration du délai" | "car le parti connecté n’a pas répondu convenablement"
        | "car le parti connecté n'a pas répondu convenablement" | "délai de connexion dépassé" | "expiró el tiempo de conexión"
        | "tiempo de conexión agotado" | "ya que la parte conectada no respondió adecuadamente" | "connessione scaduta"
        | "tempo esgotado para conexão" | "tempo limite da conexão esgotado" | "verbindingstijd is verstreken" | "upłynął limit czasu połączenia"
        | "przekroczony czas oczekiwania na połączenie" | "время ожидания соединения истекло" | "接続がタイムアウトしました" | "连接超时" | "連線逾時";
    Unreachable: "das netzwerk ist nicht erreichbar" | "keine route zum zielrechner" | "le réseau n'est pas accessible"
        | "le réseau n’est pas accessible" | "aucun chemin d'accès pour atteindre l'hôte" | "aucun chemin d’accès pour atteindre l’hôte"
        | "la red es inaccesible" | "no existe ninguna ruta hasta" | "la rete non è raggiungibile" | "nessun instradamento per l'host"
        | "rede inacessível" | "rede está fora de alcance" | "não há rota para o host" | "netwerk is onbereikbaar" | "geen route naar host"
        | "sieć jest niedostępna" | "сеть недоступна" | "ネットワークに届きません" | "网络不可达" | "没有到主机的路由";
    ConnectionReset: "vom kommunikationspartner zurückgesetzt" | "vorhandene verbindung wurde vom remotehost geschlossen"
        | "connexion ré-initialisée par le correspondant" | "connexion réinitialisée par le correspondant"
        | "une connexion existante a dû être fermée" | "conexión reinicializada por la máquina remota"
        | "la interrupción de una conexión existente por el host remoto" | "connessione interrotta dal corrispondente"
        | "connessione in corso interrotta forzatamente" | "conexão fechada pela outra ponta"
        | "uma ligação existente foi forçada a fechar" | "verbinding is weggevallen" | "połączenie zerwane przez drugą stronę"
        | "соединение разорвано другой стороной" | "接続が相手からリセットされました" | "连接被对方重设" | "强迫关闭了一个现有的连接";
    FileMissing: "datei oder verzeichnis nicht gefunden" | "das system kann die angegebene datei nicht finden"
        | "das system kann den angegebenen pfad nicht finden" | "die datei konnte nicht gefunden werden" | "konnte nicht geöffnet werden: datei"
        | "aucun fichier ou dossier de ce" | "le fichier spécifié est introuvable" | "impossible de trouver le fichier"
        | "no existe el archivo o el directorio" | "no existe el fichero o el directorio" | "no se puede encontrar el archivo"
        | "no puede encontrar el archivo especificado" | "file o directory non esistente" | "impossibile trovare il file"
        | "arquivo ou diretório inexistente" | "ficheiro ou directoria inexistente" | "não pode encontrar o arquivo especificado"
        | "bestand of map bestaat niet" | "nie ma takiego pliku ani katalogu" | "нет такого файла или каталога"
        | "そのようなファイルやディレクトリはありません" | "指定されたファイルが見つかりません" | "没有那个文件或目录" | "系统找不到指定的文件";
    NameNotFound: "der name oder der dienst ist nicht bekannt" | "name oder dienst nicht bekannt" | "temporärer fehler bei der namensauflösung"
        | "kein solcher host bekannt" | "host ist unbekannt" | "der dns-name ist nicht vorhanden" | "unbekannter rechner"
        | "nom ou service inconnu" | "chec temporaire dans la résolution du nom" | "hôte inconnu" | "le nom dns n'existe pas" | "le nom dns n’existe pas"
        | "nombre o servicio desconocido" | "fallo temporal en la resolución del nombre" | "host desconocido" | "el nombre dns no existe"
        | "nome o servizio sconosciuto" | "errore temporaneo nella risoluzione del nome" | "host sconosciuto" | "il nome dns non esiste"
        | "nome ou serviço desconhecido" | "falha temporária na resolução de nome" | "este host não é conhecido" | "host é desconhecido"
        | "naam of dienst is niet bekend" | "host is onbekend" | "nieznana nazwa lub usługa" | "nieznany host" | "имя или служба не известны"
        | "неизвестное имя или служба" | "этот хост неизвестен" | "名前またはサービスが不明です" | "そのようなホストは不明です" | "未知的名称或服务" | "不知道这样的主机";
    VerifyFailed: "das remotezertifikat ist laut validierungsverfahren ungültig" | "das remotezertifikat ist ungültig" | "das remotezertifikat wurde"
        | "vertrauensstellung für den sicheren ssl/tls-kanal" | "le certificat distant n'est pas valide" | "le certificat distant n’est pas valide"
        | "le certificat distant est non valide" | "le certificat distant a été refusé" | "relation de confiance pour le canal sécurisé" | "el certificado remoto no es válido"
        | "relación de confianza para el canal seguro" | "il certificato remoto non è valido" | "relazione di trust per il canale sicuro"
        | "o certificado remoto é inválido" | "relação de confiança para o canal seguro" | "het externe certificaat is ongeldig"
        | "zdalny certyfikat jest nieprawidłowy" | "根据验证过程，远程证书无效" | "远程证书无效" | "リモート証明書は無効です";
    RootUntrusted: "endete jedoch mit einem stammzertifikat, das beim vertrauensanbieter nicht als vertrauenswürdig gilt"
        | "nicht vertrauenswürdigen stelle ausgestellt" | "nicht vertrauenswürdigen zertifizierungsstelle" | "stammzertifikat, das nicht vertrauenswürdig"
        | "certificat racine qui n'est pas approuvé" | "certificat racine qui n’est pas approuvé" | "autorité qui n'est pas approuvée"
        | "émise par une autorité qui n’est pas" | "certificado raíz que no es de confianza" | "certificado raíz en el que no confía"
        | "certificato radice non considerato attendibile" | "certificado raiz que não é confiável";
    ServerNameDiffers: "der zielprinzipalname ist falsch" | "le nom principal de la cible est incorrect" | "el nombre de entidad de seguridad de destino no es correcto"
        | "il nome principale di destinazione non è corretto";
    ServerExpired: "das empfangene zertifikat ist abgelaufen" | "le certificat reçu a expiré" | "el certificado recibido ha caducado" | "il certificato ricevuto è scaduto";
    KeyLocked: "das angegebene netzwerkkennwort ist falsch" | "le mot de passe réseau spécifié est incorrect" | "la contraseña de red especificada no es válida"
        | "la password di rete specificata non è corretta";
    TlsUnsaid: "die ssl-verbindung konnte nicht hergestellt werden" | "la connexion ssl n'a pas pu être établie" | "la connexion ssl n’a pas pu être établie"
        | "no se pudo establecer la conexión ssl" | "impossibile stabilire la connessione ssl" | "es konnte kein geschützter ssl/tls-kanal"
        | "impossible de créer un canal sécurisé ssl/tls";
    Status401: "(401) nicht autorisiert" | "(401) non autorisé" | "(401) no autorizado" | "(401) non autorizzato" | "(401) não autorizado" | "(401) niet gemachtigd";
    Status404: "(404) nicht gefunden" | "(404) introuvable" | "(404) no se encontró" | "(404) non trovato" | "(404) não localizado";
    Status429: "(429) zu viele anforderungen" | "(429) trop de requêtes";
    Status5xx: "(500) interner serverfehler" | "(503) server nicht verfügbar" | "(503) serveur non disponible";
    AnswerAbsent: "zeitüberschreitung bei der anforderung" | "zeitlimit für den vorgang überschritten" | "délai d’attente de l’opération a expiré";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_in_lower_case_and_mean_one_thing() {
        let mut seen = std::collections::BTreeSet::new();
        for phrase in TRANSLATED {
            assert_eq!(phrase.words, phrase.words.to_lowercase());
            assert!(seen.insert(phrase.words), "{:?} twice", phrase.words);
        }
        assert!(seen.len() > 100);
    }
}
